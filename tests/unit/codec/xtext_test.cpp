// SPDX-License-Identifier: MIT
#include <posthaste/codec/xtext.hpp>

#include <gtest/gtest.h>

namespace posthaste::codec {
namespace {

TEST(Xtext, LeavesPrintableTextAlone) { EXPECT_EQ(xtext_encode("ann@example.org!~"), "ann@example.org!~"); }

TEST(Xtext, WritesEverythingElseInUpperCaseHex) {
    EXPECT_EQ(xtext_encode("a+b=c d"), "a+2Bb+3Dc+20d");
    EXPECT_EQ(xtext_encode({"\0\r\n\x7f\xc3", 5}), "+00+0D+0A+7F+C3");
}

TEST(Xtext, IsDecoded) {
    EXPECT_EQ(xtext_decode(""), "");
    EXPECT_EQ(xtext_decode("a+2Bb+3Dc+20d"), "a+b=c d");
    EXPECT_EQ(xtext_decode("+00+FF"), std::string("\0\xFF", 2));
}

TEST(Xtext, RefusesWhatIsNone) {
    for (const auto* text : {"+", "+2", "a+", "+2b", "+G0", "a=b", "a b", "\t", "\x7f", "\xC3\xBC", "+2+B"})
        EXPECT_EQ(xtext_decode(text), std::nullopt) << text;
}

TEST(Unitext, LeavesUtf8AsItIs) { EXPECT_EQ(unitext_encode("\xD0\xBF;!~@x"), "\xD0\xBF;!~@x"); }

TEST(Unitext, WritesWhatAParameterCannotHold) {
    EXPECT_EQ(unitext_encode("\xC3\xBC+a=b\\c d"), "\xC3\xBC\\x{2B}a\\x{3D}b\\x{5C}c\\x{20}d");
    EXPECT_EQ(unitext_encode("\x7f\r"), "\\x{7F}\\x{0D}");
}

TEST(Unitext, HasAFormInAscii) {
    EXPECT_EQ(unitext_encode_ascii("ann@x"), "ann@x");
    EXPECT_EQ(unitext_encode_ascii("j\xC3\xB6rg+a@x"), "j\\x{F6}rg\\x{2B}a@x");
    EXPECT_EQ(unitext_encode_ascii("\xD0\xBF\xE2\x82\xAC\xF0\x9F\x98\x80"), "\\x{43F}\\x{20AC}\\x{1F600}");
    EXPECT_EQ(unitext_encode_ascii("a\xFF"), "a\\x{FFFD}");
}

} // namespace
} // namespace posthaste::codec
