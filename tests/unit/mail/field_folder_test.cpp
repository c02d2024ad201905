// SPDX-License-Identifier: MIT
#include <posthaste/mail/field_folder.hpp>

#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

TEST(FieldFolder, FoldsAt78OrAt76BesideAnEncodedWord) {
    FieldFolder plain("Subject"), word("Subject");
    plain.add(std::string(60, 'x'));
    plain.add("12345678"); // 9 + 60 + 1 + 8
    EXPECT_EQ(plain.body(), std::string(60, 'x') + " 12345678");
    word.add("=?UTF-8?Q?x?=");
    word.add(std::string(44, 'x'));
    EXPECT_EQ(word.word_bytes(), 8U);
    EXPECT_TRUE(word.has_room("12345678"));
    EXPECT_FALSE(word.has_room("123456789"));
    word.add("123456789");
    EXPECT_EQ(word.body(), "=?UTF-8?Q?x?= " + std::string(44, 'x') + "\r\n 123456789");
}

TEST(FieldFolder, NeverLeavesTheFirstLineEmpty) {
    FieldFolder folder("X");
    folder.fold();
    folder.add(std::string(100, 'x'));
    folder.fold();
    folder.fold();
    folder.add("y", "\t ");
    EXPECT_EQ(folder.body(), std::string(100, 'x') + "\r\n\t y");
}

TEST(FieldFolder, TakesWordsApartAtTheirFolds) {
    FieldFolder folder("X");
    folder.add("a");
    folder.add_words("b\r\n c d");
    EXPECT_EQ(folder.body(), "a b c d");
}

} // namespace
} // namespace posthaste::mail
