// SPDX-License-Identifier: MIT
#include "support/splits.hpp"
#include "support/transfer_decode.hpp"

#include <posthaste/codec/quoted_printable.hpp>

#include <gtest/gtest.h>
#include <random>

namespace posthaste::codec {
namespace {

template <typename Encoder> std::string run(const test::Pieces& pieces) {
    Encoder encoder;
    std::string out;
    for (const auto piece : pieces)
        encoder.feed(piece, out);
    encoder.finish(out);
    if constexpr (requires { encoder.valid(); })
        return encoder.valid() ? out : "invalid";
    return out;
}

std::string encode(std::string_view text) { return run<QuotedPrintableEncoder>({text}); }
std::string wrap(std::string_view text) { return run<QuotedPrintableWrapper>({text}); }

struct Case {
    std::string in, out;
};

const std::string x75(75, 'x'), x76(76, 'x');

const std::vector<Case> encoded = {
    {"", ""},
    {"a=b\r\n", "a=3Db\r\n"},
    {"J\xC3\xBCrgen\r\n", "J=C3=BCrgen\r\n"},
    {std::string("\0\x7F\x01", 3), "=00=7F=01"},
    {"a \r\nb\t\r\n \r\n", "a=20\r\nb=09\r\n=20\r\n"},
    {"a b ", "a b=20"},
    {"\t x", "\t x"},
    {"\r\n\r\n", "\r\n\r\n"},
    {"a\rb\nc\r", "a=0Db=0Ac=0D"},
    {".\r\n..\r\n.a\r\n.", "=2E\r\n..\r\n.a\r\n=2E"},
    {"From me\r\nFrom\r\nFrommage\r\n From me\r\nFroFrom x\r\n",
     "From=20me\r\nFrom\r\nFrommage\r\n From me\r\nFroFrom x\r\n"},
    {x76 + "\r\n", x76 + "\r\n"},
    {x76 + "x", x75 + "=\r\nxx"},
    {x75 + "\xFF", x75 + "=\r\n=FF"},
    {x75 + "  \r\n", x75 + "=\r\n =20\r\n"},
    {x75 + "x.\r\n", x75 + "=\r\nx.\r\n"},
    {x75 + "From me", x75 + "=\r\nFrom=20me"},
};

TEST(QuotedPrintable, EncodesWhatItMust) {
    for (const auto& c : encoded)
        EXPECT_EQ(encode(c.in), c.out);
}

TEST(QuotedPrintable, DoesNotDependOnCuts) {
    for (const auto& c : encoded)
        test::for_each_split(c.in, [&](const auto& pieces) { ASSERT_EQ(run<QuotedPrintableEncoder>(pieces), c.out); });
}

TEST(QuotedPrintable, ComesBackFromAnyOctets) {
    std::mt19937 random(2045);
    constexpr std::string_view favourites = "\r\n\r\n  \t=.From \xC3\xA9";
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (auto left = random() % 300; left > 0; --left)
            text += random() % 2 == 0 ? static_cast<char>(random()) : favourites[random() % favourites.size()];
        const auto out = encode(text);
        ASSERT_EQ(test::decode_quoted_printable(out), text);
        ASSERT_LE(test::longest_line(out), 76U);
        ASSERT_EQ(run<QuotedPrintableEncoder>(test::bytewise(text)), out);
        ASSERT_EQ(out.find(" \r\n"), std::string::npos);
        ASSERT_EQ(test::decode_quoted_printable(wrap(out)), text);
    }
}

TEST(QuotedPrintable, TakesRunsAsItTakesOctets) {
    std::mt19937 random(76);
    constexpr std::string_view bits[] = {"From ", ".", "words that run on ", "=", "\xC3\xA9", " \r\n", "\r\n",
                                         "\t",    "\r"};
    for (int round = 0; round < 1000; ++round) {
        std::string text;
        for (auto left = random() % 60; left > 0; --left)
            text += random() % 3 == 0 ? bits[random() % std::size(bits)] : "Frommage. ";
        const auto out = encode(text);
        ASSERT_EQ(out, run<QuotedPrintableEncoder>(test::bytewise(text)));
        ASSERT_EQ(test::decode_quoted_printable(out), text);
        ASSERT_LE(test::longest_line(out), 76U);
    }
}

const std::vector<Case> wrapped = {
    {"a=3Db=\r\nc\r\n", "a=3Db=\r\nc\r\n"},
    {"soft= \t\r\nc", "soft= \t\r\nc"},
    {"padding  \r\n", "padding  \r\n"},
    {"end=", "end="},
    {"J\xC3\xBCrgen=e9", "J=C3=BCrgen=e9"},
    {x75 + "xx\r\n", x75 + "=\r\nxx\r\n"},
    {x75 + "=3D", x75 + "=\r\n=3D"},
    {x75 + "=\r\ny", x75 + "=\r\ny"},
    {x75 + "  \r\n", x75 + "  \r\n"},
    {x75 + "  y\r\n", x75 + "=\r\n  y\r\n"},
    {"a=b\r\n", "invalid"},
    {"a=4\r\n", "invalid"},
    {"a= b\r\n", "invalid"},
    {"a==3D", "invalid"},
    {"a" + std::string(998, ' ') + "\r\n", "invalid"},
};

TEST(QuotedPrintable, WrapsWhatIsEncodedAlready) {
    for (const auto& c : wrapped)
        test::for_each_split(c.in, [&](const auto& pieces) { ASSERT_EQ(run<QuotedPrintableWrapper>(pieces), c.out); });
}

TEST(QuotedPrintable, KeepsItsMeaningWhenWrapped) {
    std::mt19937 random(67);
    constexpr std::string_view bits[] = {"=3D", "=C3=A9", "a", "bcdefg", " ", "\t", "=\r\n", "x\r\n", "\r\n", "."};
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (auto left = random() % 400; left > 0; --left)
            text += bits[random() % std::size(bits)];
        const auto out = wrap(text);
        ASSERT_EQ(test::decode_quoted_printable(out), test::decode_quoted_printable(text));
        ASSERT_EQ(run<QuotedPrintableWrapper>(test::bytewise(text)), out);
    }
}

} // namespace
} // namespace posthaste::codec
