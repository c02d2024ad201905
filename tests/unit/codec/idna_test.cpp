// SPDX-License-Identifier: MIT
#include <posthaste/codec/idna.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::codec {
namespace {

using testing::HasSubstr;

TEST(Idna, LeavesPlainAsciiAlone) {
    for (const std::string_view domain : {"example.org", "Example.ORG", "_dmarc.my_host.test", "localhost", "a-.b"})
        EXPECT_EQ(domain_to_ascii(domain).value(), domain);
}

TEST(Idna, WritesALabels) {
    EXPECT_EQ(domain_to_ascii("bücher.example").value(), "xn--bcher-kva.example");
    EXPECT_EQ(domain_to_ascii("BÜCHER.Example").value(), "xn--bcher-kva.example");
    EXPECT_EQ(domain_to_ascii("bu\xcc\x88"
                              "cher.example")
                  .value(),
              "xn--bcher-kva.example"); // not composed
    EXPECT_EQ(domain_to_ascii("xn--bcher-kva.example").value(), "xn--bcher-kva.example");
}

TEST(Idna, KeepsTheSharpS) { EXPECT_EQ(domain_to_ascii("Straße.example").value(), "xn--strae-oqa.example"); }

TEST(Idna, RefusesWhatIsNoDomain) {
    struct Case {
        std::string domain;
        const char* why;
    };
    const Case cases[] = {
        {"", "empty"},
        {".", "dot"},
        {"a..b", "dot"},
        {".a", "dot"},
        {"example.org.", "dot"},
        {"a b", "label"},
        {"a@b", "label"},
        {"a\nb", "label"},
        {std::string("a\0b", 3), "label"},
        {std::string(64, 'a') + ".test", "over 63"},
        {"☃.example", "not a domain"},
        {"xn--\x62\x62\x62zzzz999.example", "not a domain"},
        {"b\xfc"
         "cher.example",
         "UTF-8"},
        {std::string("ü\0x", 4), "UTF-8"},
        {"ü x.example", "not a domain"},
    };
    for (const auto& c : cases) {
        const auto result = domain_to_ascii(c.domain);
        ASSERT_FALSE(result) << c.domain;
        EXPECT_EQ(result.error().kind, ErrorKind::data);
        EXPECT_THAT(result.error().message, HasSubstr(c.why)) << c.domain;
    }
}

TEST(Idna, RefusesDomainsOver255Octets) {
    std::string domain = "test";
    while (domain.size() <= 255)
        domain = std::string(50, 'd') + "." + domain;
    const auto result = domain_to_ascii(domain);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("255"));
    EXPECT_LT(result.error().message.size(), 200U);
}

} // namespace
} // namespace posthaste::codec
