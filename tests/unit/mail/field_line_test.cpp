// SPDX-License-Identifier: MIT
#include "field_line.hpp"

#include <gtest/gtest.h>
#include <string>

namespace posthaste::mail {
namespace {

TEST(KindOfLine, KnowsAFieldByItsName) {
    for (const std::string_view line : {"To: x", "To:", "To:x", "To : x", "To \t: x", ".X-Dot: v",
                                        "X-Weird_Name.1/2: v", "From: x", "http://example.org/"})
        EXPECT_EQ(kind_of_line(line), LineKind::field) << line;
    EXPECT_EQ(kind_of_line(std::string(997, 'x') + ":"), LineKind::field);
}

TEST(KindOfLine, KnowsTextByItsSpacesAndOctets) {
    for (const std::string_view line : {"", "hello", "hello world", "Note to all: hi", ": value", " : value", " To: x",
                                        "Gr\xc3\xbc\xc3\x9f"
                                        "e: x",
                                        "a\x7f: x", ".", "To x: y"})
        EXPECT_EQ(kind_of_line(line), LineKind::other) << line;
    EXPECT_EQ(kind_of_line(std::string(998, 'x') + ":"), LineKind::other);
}

TEST(KindOfLine, SeesDamageInAName) {
    for (const std::string_view line : {std::string_view("B\0cc: x", 7), std::string_view("\rBcc: x"),
                                        std::string_view("Bcc\r: x"), std::string_view("Bcc \0: x", 8)})
        EXPECT_EQ(kind_of_line(line), LineKind::damaged_field) << line;
    EXPECT_EQ(kind_of_line("hello\rworld"), LineKind::other);
    EXPECT_EQ(kind_of_line("Subject: a\rb"), LineKind::field);
}

TEST(Postmark, HasAnAddressAndADate) {
    for (const std::string_view line :
         {"From alice Thu Jan  1 00:00:00 2026", ">From alice Thu Jan  1 00:00:00 2026",
          "From a@x.test  Thu Jan 11 23:59:59 CET 2026",
          "From \"a b\"@x.test Sun Dec 31 00:00:00 2026 remote from host",
          "From 0123456789abcdef Mon Sep 17 00:00:00 2001", "From ann@x.test Thu, 1 Jan 2026 00:00:00 +0000",
          "From ann@x.test 22 Nov 2026 01:14:48", "From ann Thu Jan 1 00:00:00 2026",
          "From ann\tThu Jan  1 00:00 2026"})
        EXPECT_TRUE(is_postmark(line)) << line;
}

TEST(Postmark, IsNoFieldAndNoSentence) {
    for (const std::string_view line :
         {"From: alice Thu Jan  1 00:00:00 2026", "From : alice Thu Jan  1 00:00:00 2026", "From here we go on",
          "From Thu Jan  1 00:00:00 2026", ">From me to you", "From", "From ", "from alice Thu Jan  1 00:00:00 2026",
          "From alice Thu Foo  1 00:00:00 2026", "From alice Thu Jan  x 00:00:00 2026",
          "From alice\rX Thu Jan  1 00:00:00 2026", ">>From alice Thu Jan  1 00:00:00 2026",
          "From ann to bob on 22 Nov at 10:00", "From now on Mon comes first"})
        EXPECT_FALSE(is_postmark(line)) << line;
}

} // namespace
} // namespace posthaste::mail
