// SPDX-License-Identifier: MIT
#include <posthaste/codec/utf8.hpp>

#include <gtest/gtest.h>
#include <string>

namespace posthaste::codec {
namespace {

struct Case {
    const char* name;
    std::string text;
    bool valid;
};

const Case cases[] = {
    {"empty", "", true},
    {"ascii", "plain text, longer than one word of eight", true},
    {"two bytes",
     "Gr\xc3\xbc\xc3\x9f"
     "e",
     true},
    {"three bytes", "\xe2\x98\x83", true},
    {"four bytes", "\xf0\x9f\x93\xae", true},
    {"last code point", "\xf4\x8f\xbf\xbf", true},
    {"above the last", "\xf4\x90\x80\x80", false},
    {"overlong slash", "\xc0\xaf", false},
    {"overlong of three", "\xe0\x80\xaf", false},
    {"overlong of four", "\xf0\x80\x80\xaf", false},
    {"surrogate", "\xed\xa0\x80", false},
    {"below the surrogates", "\xed\x9f\xbf", true},
    {"stray continuation", "abcdefgh\x80", false},
    {"lead without end", "\xe2\x98", false},
    {"lead before ascii", "\xc3(", false},
    {"latin-1", "J\xfcrgen", false},
    {"byte FF", "\xff", false},
};

TEST(Utf8, KnowsTheFormsOfTheRfc) {
    for (const auto& c : cases)
        EXPECT_EQ(is_utf8(c.text), c.valid) << c.name;
}

TEST(Utf8, SaysTheSameHoweverTheTextIsCut) {
    for (const auto& c : cases)
        for (std::size_t cut = 0; cut <= c.text.size(); ++cut) {
            Utf8Checker checker;
            checker.feed(std::string_view(c.text).substr(0, cut));
            checker.feed(std::string_view(c.text).substr(cut));
            EXPECT_EQ(checker.valid(), c.valid) << c.name << " cut at " << cut;
        }
}

TEST(FirstCharacter, IsTheLeadAndWhatBelongsToIt) {
    EXPECT_EQ(first_character(""), "");
    EXPECT_EQ(first_character("ab"), "a");
    EXPECT_EQ(first_character("üx"), "ü");
    EXPECT_EQ(first_character("☃☃"), "☃");
    EXPECT_EQ(first_character("📮📮"), "📮");
    EXPECT_EQ(first_character("\x80\x80\x80\x80\x80"), "\x80\x80\x80\x80");
    EXPECT_EQ(first_character("\xC3"), "\xC3");
}

TEST(Utf8, TakesCharactersApart) {
    for (const auto& c : cases) {
        std::string_view rest = c.text;
        while (first_code_point(rest).bytes != 0)
            rest.remove_prefix(first_code_point(rest).bytes);
        EXPECT_EQ(rest.empty(), c.valid) << c.name;
    }
}

TEST(Utf8, PutsCharactersTogether) {
    for (const char32_t value : {0x0U, 0x7FU, 0x80U, 0x7FFU, 0x800U, 0xD7FFU, 0xE000U, 0xFFFFU, 0x10000U, 0x10FFFFU}) {
        std::string text;
        append_utf8(value, text);
        EXPECT_TRUE(is_utf8(text)) << text;
        const auto point = first_code_point(text);
        EXPECT_TRUE(point.value == value) << text;
        EXPECT_EQ(point.bytes, text.size());
    }
    std::string text;
    append_utf8(0xD800, text);
    append_utf8(0x110000, text);
    EXPECT_EQ(text, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

} // namespace
} // namespace posthaste::codec
