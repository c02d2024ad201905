// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste {
namespace {

using testing::ElementsAre;

TEST(Text, ChangesAsciiCaseOnly) {
    EXPECT_EQ(lower("AZaz09-Ü"), "azaz09-Ü");
    EXPECT_EQ(upper("AZaz09-ü"), "AZAZ09-ü");
}

TEST(Text, KnowsAndWritesHexDigits) {
    EXPECT_EQ(hex(std::string_view("\x00\x0f\xa0\xff", 4)), "000fa0ff");
    EXPECT_EQ(hex(""), "");
    for (const char c : std::string_view("09afAF"))
        EXPECT_TRUE(is_hex_digit(c)) << c;
    for (const char c : std::string_view("/:`g@G"))
        EXPECT_FALSE(is_hex_digit(c)) << c;
}

TEST(Text, ComparesWithoutAsciiCase) {
    EXPECT_TRUE(iequals("Message-ID", "mESSAGE-id"));
    EXPECT_FALSE(iequals("a", "ab"));
    EXPECT_FALSE(iequals("Ü", "ü"));
    EXPECT_FALSE(iequals("@", "`")); // neighbours of the letters, 32 apart
    EXPECT_TRUE(istarts_with("XN--a", "xn--"));
    EXPECT_FALSE(istarts_with("xn", "xn--"));
    EXPECT_TRUE(istarts_with("x", ""));
}

TEST(Text, KnowsAsciiAndControls) {
    EXPECT_TRUE(is_ascii(std::string_view("\0\x7f", 2)));
    EXPECT_FALSE(is_ascii("a\x80"));
    for (std::size_t size = 0; size < 20; ++size) { // by words, and what is left of them
        const std::string plain(size, '\x7f');
        EXPECT_TRUE(is_ascii(plain)) << size;
        for (std::size_t at = 0; at < size; ++at) {
            auto text = plain;
            text[at] = '\x80';
            EXPECT_FALSE(is_ascii(text)) << size << " " << at;
        }
    }
    for (const std::string_view text : {"\r", "\n", "\t", "\x1b", "\x7f"})
        EXPECT_TRUE(has_control(text));
    EXPECT_TRUE(has_control(std::string_view("\0", 1)));
    EXPECT_FALSE(has_control(" ~ü"));
}

TEST(Text, TrimsSpaceAndLineEnds) {
    EXPECT_EQ(trim(" \t\r\na b\r\n "), "a b");
    EXPECT_EQ(trim(" \r\n"), "");
    EXPECT_EQ(trim("\va"), "\va");
}

TEST(Text, SplitsIntoAllParts) {
    EXPECT_THAT(split("a,b,,c", ','), ElementsAre("a", "b", "", "c"));
    EXPECT_THAT(split(",", ','), ElementsAre("", ""));
    EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(Nearest, FindsWhatWasMeant) {
    const std::vector<std::string_view> keys = {"server", "password", "queue", "tls"};
    EXPECT_EQ(nearest("sever", keys), "server");
    EXPECT_EQ(nearest("pasword", keys), "password");
    EXPECT_EQ(nearest("tsl", {"tls"}), "");
    EXPECT_EQ(nearest("tl", keys), "tls");
    EXPECT_EQ(nearest("server", keys), "server");
}

TEST(Nearest, SaysNothingRatherThanNonsense) {
    EXPECT_EQ(nearest("colour", {"server", "password"}), "");
    EXPECT_EQ(nearest("anything", {}), "");
}

} // namespace
} // namespace posthaste
