// SPDX-License-Identifier: MIT
#include <posthaste/codec/columns.hpp>

#include <gtest/gtest.h>

namespace posthaste::codec {
namespace {

TEST(Columns, CountsWhatATerminalShows) {
    EXPECT_EQ(columns_of(""), 0U);
    EXPECT_EQ(columns_of("bob@b.test"), 10U);
    EXPECT_EQ(columns_of("\u043f\u043e\u0447\u0442\u0430"), 5U) << "two octets each";
    EXPECT_EQ(columns_of("\u4f60\u597d@\u4f8b\u5b50"), 9U) << "two columns each";
    EXPECT_EQ(columns_of("\xff\xfe"), 2U) << "no UTF-8";
}

TEST(Columns, CutsBetweenCharacters) {
    EXPECT_EQ(cut_to_columns("abcdef", 6), "abcdef");
    EXPECT_EQ(cut_to_columns("abcdefg", 6), "abc...");
    EXPECT_EQ(cut_to_columns("\u4f60\u597d\u4f8b\u5b50", 7), "\u4f60\u597d...");
    EXPECT_EQ(cut_to_columns("\u4f60\u597d\u4f8b\u5b50", 6), "\u4f60...") << "half of one is none";
    EXPECT_EQ(cut_to_columns("abcd", 3), "...");
    EXPECT_EQ(cut_to_columns("\xff\xff\xff\xff\xff", 4), "\xff...");
}

} // namespace
} // namespace posthaste::codec
