// SPDX-License-Identifier: MIT
#include "support/splits.hpp"

#include <posthaste/smtp/dot_stuffer.hpp>

#include <gtest/gtest.h>

namespace posthaste::smtp {
namespace {

struct Case {
    const char* name;
    std::string_view content, wire;
};

TEST(DotStuffer, DoublesTheDotsThatBeginLinesHoweverTheContentIsCut) {
    for (const auto& c : {Case{"nothing", "", ""},
                          {"no dots", "a\r\nb.c\r\n", "a\r\nb.c\r\n"},
                          {"first line", ".a\r\n", "..a\r\n"},
                          {"lone dot", "a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n"},
                          {"many dots", "...\r\n...\r\n", "....\r\n....\r\n"},
                          {"empty lines between", ".\r\n\r\n.\r\n", "..\r\n\r\n..\r\n"}}) {
        test::for_each_split(c.content, [&c](const test::Pieces& pieces) {
            DotStuffer stuffer;
            std::string out;
            for (const auto piece : pieces)
                stuffer.add(piece, out);
            EXPECT_EQ(out, c.wire) << c.name;
        });
    }
}

} // namespace
} // namespace posthaste::smtp
