// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>

#include <gtest/gtest.h>

namespace posthaste {
namespace {

struct Case {
    const char* name;
    std::string_view text, shown;
};

const Case cases[] = {
    {"plain", "550 5.1.1 No such user", "550 5.1.1 No such user"},
    {"utf-8", "Grüße ☃ 📮", "Grüße ☃ 📮"},
    {"tab", "a\tb", "a b"},
    {"escape", "\x1b[31mred", "\\x1b[31mred"},
    {"line ends", "a\r\nb", "a\\x0d\\x0ab"},
    {"nul", {"a\0b", 3}, "a\\x00b"},
    {"del", "\x7f", "\\x7f"},
    {"latin-1", "J\xfcrgen", "J\\xfcrgen"},
    {"cut character", "\xe2\x98", "\\xe2\\x98"},
    {"overlong", "\xc0\xaf", "\\xc0\\xaf"},
    {"overlong of three", "\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
    {"surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
    {"above the last", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
    {"c1", "\xc2\x9b", "\\u{009b}"},
    {"override",
     "a\xe2\x80\xae"
     "b",
     "a\\u{202e}b"},
    {"isolate", "\xe2\x81\xa6", "\\u{2066}"},
    {"line separator", "\xe2\x80\xa8", "\\u{2028}"},
};

TEST(Printable, LetsNothingMoveACursor) {
    for (const auto& c : cases)
        EXPECT_EQ(printable(c.text), c.shown) << c.name;
}

TEST(Printable, LeavesNoControlInAnyPairOfBytes) {
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second) {
            const std::string text = {static_cast<char>(first), static_cast<char>(second)};
            EXPECT_FALSE(has_control(printable(text))) << first << ' ' << second;
        }
}

TEST(PrintableJson, EscapesWhatJsonLeaves) {
    EXPECT_EQ(printable_json("\"J\xc3\xbcrgen \\u001b\x7f\xc2\x9b\xe2\x80\xae\xf0\x9f\x93\xa7\""),
              "\"J\xc3\xbcrgen \\u001b\\u007f\\u009b\\u202e\xf0\x9f\x93\xa7\"");
}

} // namespace
} // namespace posthaste
