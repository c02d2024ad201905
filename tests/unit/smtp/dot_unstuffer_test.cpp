// SPDX-License-Identifier: MIT
#include "dot_unstuffer.hpp"

#include <posthaste/smtp/dot_stuffer.hpp>

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <support/splits.hpp>

namespace posthaste::smtp {
namespace {

struct Read {
    std::string content;
    std::string rest; // behind the end
    bool ended = false;
    int pieces = 0;
};

Read read(const test::Pieces& pieces) {
    DotUnstuffer unstuffer;
    Read all;
    for (auto piece : pieces) {
        while (!piece.empty() && !all.ended) {
            const auto [content, taken, ended] = unstuffer.next(piece);
            all.content += content;
            all.pieces += content.empty() ? 0 : 1;
            all.ended = ended;
            piece.remove_prefix(taken);
        }
        all.rest += piece;
    }
    return all;
}

struct Case {
    std::string_view input;
    std::string_view content;
    std::string_view rest = {};
    bool ended = true;
};

TEST(DotUnstuffer, EndsAtCrlfDotCrlfAlone) {
    const Case cases[] = {
        {".\r\n", ""},
        {".\r\nQUIT\r\n", "", "QUIT\r\n"},
        {"a\r\n.\r\nb", "a\r\n", "b"},
        {"a\r\n..\r\n.\r\n", "a\r\n.\r\n"},
        {"..a\r\n...\r\n.b\r\n.\r\n", ".a\r\n..\r\nb\r\n"},
        {"a\n.\nb\r\n.\r\n", "a\n.\nb\r\n"},
        {"a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n"},
        {"a\r.\r\nb\r\n.\r\n", "a\r.\r\nb\r\n"},
        {"a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n"},
        {"a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n"},
        {"a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n"},
        {"a\r\r\n.\r\n", "a\r\r\n"},
        {"\r\n\r\n.\r\n", "\r\n\r\n"},
        {"a.\r\n.\r\n", "a.\r\n"},
        {"a\r\n.", "a\r\n", "", false},
        {"a\r\n.\r", "a\r\n", "", false},
        {"a\r\n.\r.\r\n", "a\r\n\r.\r\n", "", false},
        {"\r\n.\r\n", "\r\n"},
    };
    for (const auto& each : cases)
        test::for_each_split(each.input, [&](const test::Pieces& pieces) {
            const auto got = read(pieces);
            EXPECT_EQ(got.content, each.content);
            EXPECT_EQ(got.rest, each.rest);
            EXPECT_EQ(got.ended, each.ended);
        });
}

TEST(DotUnstuffer, GivesWhatTheStufferTook) {
    std::mt19937 random(1); // NOLINT(cert-msc32-c,cert-msc51-cpp,bugprone-random-generator-seed): repeatable
    for (int round = 0; round < 2000; ++round) {
        std::string message;
        for (auto lines = random() % 6; lines > 0; --lines) {
            for (auto length = random() % 5; length > 0; --length)
                message += ".a"[random() % 2];
            message += "\r\n";
        }
        DotStuffer stuffer;
        std::string sent;
        stuffer.add(message, sent);
        EXPECT_EQ(read({sent + ".\r\n"}).content, message);
    }
}

TEST(DotUnstuffer, GivesManyLinesAtOnce) {
    std::string input;
    for (int line = 0; line < 1000; ++line)
        input += "a line of text\r\n";
    EXPECT_EQ(read({input + ".\r\n"}).pieces, 1);
}

} // namespace
} // namespace posthaste::smtp
