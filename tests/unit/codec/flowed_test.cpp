// SPDX-License-Identifier: MIT
#include "support/splits.hpp"
#include "support/transfer_decode.hpp"
#include "support/unflow.hpp"

#include <posthaste/codec/flowed.hpp>

#include <gtest/gtest.h>
#include <random>

namespace posthaste::codec {
namespace {

struct Flowed {
    std::string text;
    bool delsp = false;
};

Flowed flow(const test::Pieces& pieces) {
    FlowedScan scan;
    for (const auto piece : pieces)
        scan.feed(piece);
    scan.finish();
    EXPECT_TRUE(scan.possible());
    Flowed flowed{{}, scan.needs_delsp()};
    FlowedEncoder encoder(flowed.delsp);
    for (const auto piece : pieces)
        encoder.feed(piece, flowed.text);
    encoder.finish(flowed.text);
    return flowed;
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    while (times-- > 0)
        out += text;
    return out;
}

const std::string a60(60, 'a'), a70(70, 'a'), a71(71, 'a'), a78(78, 'a'), a80(80, 'a');

struct Case {
    std::string in, out;
};

const std::vector<Case> cases = {
    {"", ""},
    {"short\r\n", "short\r\n"},
    {"no end", "no end"},
    {"white  \r\n \r\n\r\n", "white\r\n\r\n\r\n"},
    {"tab\t\r\n", "tab\t\r\n"},
    {" indented\r\n", "  indented\r\n"},
    {"From here\r\nFrom\r\n", " From here\r\nFrom\r\n"},
    {"-- \r\nAlice\r\n", "-- \r\nAlice\r\n"},
    {"> -- \r\n>-- \r\n--  \r\n", "> -- \r\n>-- \r\n--\r\n"},
    {"> quoted\r\n>> twice  \r\n> \r\n>\r\n>tight\r\n", "> quoted\r\n>> twice\r\n>\r\n>\r\n>tight\r\n"},
    {a78.substr(1), a78.substr(1)},
    {a70 + " bcdef g", a70 + " \r\nbcdef g"},
    {a60 + " bcdef ghijklmnopqr", a60 + " bcdef \r\nghijklmnopqr"},
    {a60 + " bcdef ghijklmnop", a60 + " bcdef ghijklmnop"},
    {a71 + " " + a71 + "\r\n", a71 + " \r\n" + a71 + "\r\n"},
    {a80 + " bcd\r\n", a80 + " \r\nbcd\r\n"},
    {a80, a80},
    {a60 + "          From here on\r\n", a60 + "          \r\n From here on\r\n"},
    {a70 + " >bcdefghi\r\n", a70 + " \r\n >bcdefghi\r\n"},
    {a70 + " -- " + a71 + "\r\n", a70 + " \r\n-- " + a71 + "\r\n"},
    {"> " + a60 + " bcdefgh ijklmnopqr\r\n", "> " + a60 + " bcdefgh \r\n> ijklmnopqr\r\n"},
    {">" + a60 + " bcdefgh ijklmnopqr\r\n", ">" + a60 + " bcdefgh \r\n> ijklmnopqr\r\n"},
    {std::string(41, '>') + a60 + " b c\r\n", std::string(41, '>') + a60 + " b c\r\n"},
    {repeated("語", 38), repeated("語", 38)},
    {repeated("語", 40), repeated("語", 35) + " \r\n" + repeated("語", 5)},
    {repeated("語", 34) + "。。" + repeated("語", 8), repeated("語", 33) + " \r\n語。。" + repeated("語", 8)},
    {repeated("語", 40) + "\r\n" + a70 + " bcdefghi",
     repeated("語", 35) + " \r\n" + repeated("語", 5) + "\r\n" + a70 + "  \r\nbcdefghi"},
    {repeated("é", 78), repeated("é", 78)},
    {"https://example.org/" + a80 + " 語", "https://example.org/" + a80 + " \r\n語"},
};

TEST(Flowed, BreaksLinesHoweverTheyAreCut) {
    for (const auto& c : cases) {
        ASSERT_EQ(flow({c.in}).text, c.out);
        ASSERT_EQ(flow(test::bytewise(c.in)).text, c.out);
        for (std::size_t at = 1; at < c.in.size(); at += 7)
            ASSERT_EQ(flow(test::split_at(c.in, at)).text, c.out);
    }
}

TEST(Flowed, AsksForDelspOnlyWhereSpacesDoNotDo) {
    EXPECT_TRUE(flow({repeated("語", 40)}).delsp);
    EXPECT_TRUE(flow({"> " + repeated("語", 40)}).delsp);
    EXPECT_FALSE(flow({repeated("語", 38)}).delsp);
    EXPECT_FALSE(flow({repeated("語語語語 ", 30)}).delsp);
    EXPECT_FALSE(flow({repeated("é", 100)}).delsp);
    EXPECT_FALSE(flow({std::string(1000, 'a')}).delsp);
}

TEST(Flowed, LeavesLinesThatAreTooLong) {
    FlowedScan scan;
    const std::string half(max_flowed_line_bytes / 2, 'x');
    scan.feed(half);
    scan.feed(half);
    EXPECT_TRUE(scan.possible());
    scan.feed("x\r\nshort\r\n");
    scan.finish();
    EXPECT_FALSE(scan.possible());
    EXPECT_GT(scan.longest_line_bytes(), max_flowed_line_bytes);
}

TEST(Flowed, ComesBackWhenItIsJoined) {
    std::mt19937 random(3676);
    constexpr std::string_view bits[] = {"word",
                                         " ",
                                         "  ",
                                         "\r\n",
                                         ">",
                                         "> ",
                                         "From ",
                                         "-- ",
                                         "aVeryLongWordIndeed",
                                         "語",
                                         "、",
                                         "é",
                                         "\xF0\x9F\x98\x80",
                                         "\t",
                                         "語語語語語語語",
                                         "and so on "};
    for (int round = 0; round < 4000; ++round) {
        std::string text;
        for (auto left = random() % 120; left > 0; --left)
            text += bits[random() % std::size(bits)];
        const auto flowed = flow({text});
        ASSERT_EQ(test::unflow(flowed.text, flowed.delsp), test::without_trailing_spaces(text)) << text;
        ASSERT_EQ(flowed.text.find("\r\nFrom "), std::string::npos);
        ASSERT_EQ(flow(test::bytewise(text)).text, flowed.text);
    }
}

TEST(Flowed, KeepsToItsLineLength) {
    std::mt19937 random(78);
    for (int round = 0; round < 300; ++round) {
        std::string text = round % 2 == 0 ? "" : ">> ";
        for (auto left = random() % 300; left > 0; --left)
            text += std::string(random() % 20, 'x') + " ";
        ASSERT_LE(test::longest_line(flow({text}).text), 78U);
    }
}

} // namespace
} // namespace posthaste::codec
