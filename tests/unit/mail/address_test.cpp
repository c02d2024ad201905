// SPDX-License-Identifier: MIT
#include <posthaste/mail/address.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using testing::HasSubstr;

TEST(Address, WritesAnewWhatItReads) {
    struct Case {
        std::string_view in, out;
    };
    for (const auto& c : {Case{"ann@example.org", "ann@example.org"},
                          {"<ann@example.org>", "ann@example.org"},
                          {"Ann Example <ann@example.org>", "ann@example.org"},
                          {"\"Doe, John <fake@x.test>\" <a@x.test>", "a@x.test"},
                          {"<@r1.test,@r2.test:a@x.test>", "a@x.test"},
                          {"a@x.test (a comment)", "a@x.test"},
                          {" a @ x . test ", "a@x.test"},
                          {"root", "root"},
                          {"john.doe", "john.doe"},
                          {"User@X.TEST", "User@X.TEST"},
                          {"\"a b\"@x.test", "\"a b\"@x.test"},
                          {"\"a\\\"b\\\\c\"@x.test", "\"a\\\"b\\\\c\"@x.test"},
                          {"\"a@b\"@x.test", "\"a@b\"@x.test"},
                          {"\"plain\"@x.test", "plain@x.test"},
                          {"\"a..b\"@x.test", "\"a..b\"@x.test"},
                          {"\".\"@x.test", "\".\"@x.test"},
                          {"a.\"b c\".d@x.test", "\"a.b c.d\"@x.test"},
                          {"a+b=c@x.test", "a+b=c@x.test"},
                          {"x/y%z!q@x.test", "x/y%z!q@x.test"},
                          {"{c|d}~e@x.test", "{c|d}~e@x.test"},
                          {"|cmd", "|cmd"},
                          {"/etc/passwd", "/etc/passwd"},
                          {"-oQ/tmp@x.test", "-oQ/tmp@x.test"},
                          {"\"|touch /tmp/x\"@x.test", "\"|touch /tmp/x\"@x.test"},
                          {"a@[127.0.0.1]", "a@[127.0.0.1]"},
                          {"a@[IPv6:::1]", "a@[IPv6:::1]"},
                          {"a@localhost", "a@localhost"},
                          {"ann@bücher.example", "ann@xn--bcher-kva.example"},
                          {"jürgen@x.test", "jürgen@x.test"}}) {
        const auto address = Address::parse(c.in);
        ASSERT_TRUE(address) << c.in << ": " << address.error().message;
        EXPECT_EQ(address->text(), c.out);
        EXPECT_EQ(Address::parse(address->text()).value(), *address);
    }
}

TEST(Address, RefusesWhatIsNoSingleAddress) {
    struct Case {
        std::string_view in;
        const char* why;
    };
    for (const auto& c : {Case{"", "no address"},
                          {"  ", "no address"},
                          {"(only a comment)", "no address"},
                          {"<>", "empty"},
                          {"<<a@x.test>>", "where one should be"},
                          {"a@b@x.test", "text after"},
                          {"a@@x.test", "no domain"},
                          {"@x.test", "no local part"},
                          {"<@x.test>", "no local part"},
                          {"a@", "no domain"},
                          {"a@x.test.", "after a dot"},
                          {"a@.x.test", "no domain"},
                          {"a@x..test", "after a dot"},
                          {".a@x.test", "dot stands at the start"},
                          {"a.@x.test", "dot stands at the end"},
                          {"a..b@x.test", "dot stands"},
                          {"a b@x.test", "two words"},
                          {"$(id)`id`@x.test", "two words"},
                          {"just words here", "two words"},
                          {"a@x.test, b@x.test", "text after"},
                          {"a@x.test;", "text after"},
                          {"g: a@x.test;", "no single address"},
                          {":include:/etc/passwd", "no single address"},
                          {"a@x.test> NOTIFY=NEVER", "text after"},
                          {"a@x.test><evil@evil.test", "text after"},
                          {"<a@x.test", "'>' is missing"},
                          {"<a@x.test b>", "'>' is missing"},
                          {"\"a@x.test", "not closed"},
                          {"(a@x.test", "not closed"},
                          {"a)@x.test", "stray ')'"},
                          {"a\\b@x.test", "stray '\\'"},
                          {"a@[127.0.0.1", "not closed"},
                          {"a@[127 0]", "not closed"},
                          {"a@[]", "not a domain"},
                          {"a@x_?.test", "not a domain"},
                          {"\"\"@x.test", "empty local part"},
                          {"a@x.test>\r\nRCPT TO:<evil@evil.test", "control character"},
                          {"a\tb@x.test", "control character"},
                          {"\"a\\\rb\"@x.test", "control character"},
                          {"a\x1b[31m@x.test", "control character"},
                          {"a\x7f@x.test", "control character"},
                          {{"a\0b@x.test", 10}, "control character"},
                          {"j\xfcrgen@x.test", "not UTF-8"},
                          {"ann@b\xfc"
                           "cher.test",
                           "not UTF-8"}}) {
        const auto address = Address::parse(c.in);
        ASSERT_FALSE(address) << c.in;
        EXPECT_EQ(address.error().kind, ErrorKind::data);
        EXPECT_THAT(address.error().message, HasSubstr(c.why)) << c.in;
    }
}

TEST(Address, NamesTheAddressInItsErrorAndCutsALongOne) {
    EXPECT_THAT(Address::parse("a b@x.test").error().message, HasSubstr("\"a b@x.test\""));
    EXPECT_LT(Address::parse(std::string(100000, '(')).error().message.size(), 200U);
    EXPECT_LT(Address::parse(std::string(100000, '\x01')).error().message.size(), 200U);
}

TEST(Address, LeavesTheLengthOfTheLocalPartToTheServerAsFarAsACommandHoldsIt) {
    const std::string text = std::string(800, 'l') + "@x.test";
    EXPECT_EQ(Address::parse(text).value().text(), text);
    const auto refused = Address::parse(std::string(100000, 'l') + "@x.test");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("is too long"));
    EXPECT_LT(refused.error().message.size(), 300U);
}

TEST(Address, IsMadeFromParts) {
    EXPECT_EQ(Address::make("a b", "X.test").value().text(), "\"a b\"@X.test");
    EXPECT_EQ(Address::make("root", "").value().text(), "root");
    EXPECT_EQ(Address::make("a", "bücher.test").value().domain(), "xn--bcher-kva.test");
    EXPECT_THAT(Address::make("a\nb", "x.test").error().message, HasSubstr("control character"));
    EXPECT_THAT(Address::make("", "x.test").error().message, HasSubstr("empty local part"));
    EXPECT_THAT(Address::make("a", "x test").error().message, HasSubstr("not a domain"));
}

TEST(Address, TakesADomainOnlyWhenItHasNone) {
    const auto bare = Address::parse("bob").value();
    EXPECT_FALSE(bare.qualified());
    EXPECT_EQ(bare.qualified_with("example.org").text(), "bob@example.org");
    EXPECT_EQ(bare.qualified_with("").text(), "bob");
    EXPECT_EQ(Address::parse("bob@x.test").value().qualified_with("example.org").text(), "bob@x.test");
}

TEST(Address, ComparesDomainsWithoutCaseAndLocalPartsExactly) {
    const auto address = Address::parse("Ann@x.test").value();
    EXPECT_EQ(address, Address::parse("Ann@X.TEST").value());
    EXPECT_NE(address, Address::parse("ann@x.test").value());
    EXPECT_NE(address, Address::parse("Ann").value());
}

TEST(Address, IsAsciiUnlessItsLocalPartIsNot) {
    EXPECT_TRUE(Address::parse("ann@bücher.example").value().is_ascii());
    EXPECT_FALSE(Address::parse("jürgen@x.test").value().is_ascii());
}

} // namespace
} // namespace posthaste::mail
