// SPDX-License-Identifier: MIT
#include "support/transfer_decode.hpp"
#include "text_reading.hpp"

#include <gmock/gmock.h>
#include <random>

namespace posthaste::mime {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

constexpr auto seven_bit = TextEncoding::seven_bit;
constexpr auto quoted_printable = TextEncoding::quoted_printable;
constexpr auto base64 = TextEncoding::base64;

struct CharsetCase {
    std::optional<std::string> asked;
    std::string in, out, charset;
};

const std::vector<CharsetCase> charset_cases = {
    {{}, "hello\n", "hello\r\n", "us-ascii"},
    {{}, "", "", "us-ascii"},
    {{}, "grün", "grün", "utf-8"},
    {"utf-8", "grün", "grün", "utf-8"},
    {{}, "\xEF\xBB\xBFgrün", "grün", "utf-8"},
    {{}, "\xEF\xBB\xBFx", "x", "us-ascii"},
    {{}, "\xEF\xBB\xBF", "", "us-ascii"},
    {{}, "x\xEF\xBB\xBF", "x\xEF\xBB\xBF", "utf-8"},
    {"UTF8", "\xEF\xBB\xBFx", "x", "us-ascii"},
    {"iso-8859-1", "gr\xFCn\n", "grün\r\n", "utf-8"},
    {"iso-8859-1", "a\x85z\n", "a\u0085z\r\n", "utf-8"},
    {"windows-1252", "\x80\n", "€\r\n", "utf-8"},
    {"shift_jis", "\x93\xFA\x96\x7B\r\n", "日本\r\n", "utf-8"},
    {"iso-2022-jp", "\x1B$BF|K\\\x1B(B\n", "日本\r\n", "utf-8"},
    {"us-ascii", "x\n", "x\r\n", "us-ascii"},
    {{}, "\xFF\xFE"s + "a\0\n\0=\xD8\0\xDE"s, "a\r\n😀", "utf-8"},
    {{}, "\xFE\xFF\0a\0\r\0\n"s, "a\r\n", "us-ascii"},
    {{}, "\xFF\xFE\0\0a\0\0\0"s, "a", "us-ascii"},
    {{}, "\0\0\xFE\xFF\0\0\0a"s, "a", "us-ascii"},
    {"utf-16", "a\0\r\0b\0"s, "a\r\nb", "us-ascii"},
    {"utf-16", "\xFE\xFF\0a"s, "a", "us-ascii"},
    {"utf-16le", "\xFF\xFE"s + "a\0"s, "a", "us-ascii"},
    {"gb18030", "\x84\x31\x95\x33x"s, "x", "us-ascii"},
};

TEST(Text, IsDecodedByItsCharset) {
    for (const auto& c : charset_cases)
        for (const std::size_t step : {1UZ, 3UZ, 1000UZ}) {
            const auto text = staged(c.in, {c.asked, false}, step);
            EXPECT_EQ(content_of(text), c.out) << c.in;
            EXPECT_EQ(text.charset, c.charset) << c.in;
            EXPECT_TRUE(text.warnings.empty()) << c.in;
        }
}

const std::vector<CharsetCase> undecodable_cases = {
    {{}, "a\xFFz\r\nb\rc\n", "a\xFFz\r\nb\r\nc\r\n", "UTF-8"},
    {"utf-8", "gr\xFC", "gr\xFC", "utf-8"},
    {{}, "\xEF\xBB\xBFgr\xFC\n", "\xEF\xBB\xBFgr\xFC\r\n", "UTF-8"},
    {"windows-1252", "a\x81\nb", "a\x81\r\nb", "windows-1252"},
    {"us-ascii", "a\xE9\n", "a\xE9\r\n", "us-ascii"},
    {"shift_jis", "x\n\x93", "x\r\n\x93", "shift_jis"},
    {{}, "\xFF\xFE"s + "a\0\n\0=\xD8"s, "\xFF\xFE"s + "a\0\n\0=\xD8"s, "UTF-16LE"},
    {"utf-16be", "\0\n\0"s, "\0\n\0"s, "utf-16be"},
};

TEST(Text, KeepsOctetsThatDoNotDecode) {
    for (const auto& c : undecodable_cases)
        for (const std::size_t step : {1UZ, 1000UZ}) {
            const auto text = staged(c.in, {c.asked, true}, step);
            EXPECT_EQ(content_of(text), c.out) << c.in;
            EXPECT_EQ(text.charset, "unknown-8bit");
            EXPECT_NE(text.encoding, seven_bit);
            EXPECT_FALSE(text.flowed);
            ASSERT_EQ(text.warnings.size(), 1U);
            EXPECT_THAT(text.warnings[0], HasSubstr("a text is not " + c.charset));
        }
}

TEST(Text, CutAnywhereIsWholeOrMarked) {
    const std::string whole = "é語😀";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto part = whole.substr(0, size);
        const auto text = staged(part);
        EXPECT_EQ(content_of(text), part);
        const bool complete = size == 0 || size == 2 || size == 5 || size == 9;
        EXPECT_EQ(text.charset, size == 0 ? "us-ascii" : complete ? "utf-8" : "unknown-8bit") << size;
    }
}

TEST(Text, SaysWhatIsOdd) {
    EXPECT_THAT(staged("\xEF\xBB\xBFx", {"iso-8859-1", false}).warnings,
                testing::ElementsAre(HasSubstr("the byte order mark of UTF-8, but was read as iso-8859-1")));
    EXPECT_THAT(staged("a\0\n\0"s).warnings, testing::ElementsAre(HasSubstr("holds NUL: if it is UTF-16")));
    MemorySource source("x");
    const auto refused = stage_text(source, {"klingon", false});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::usage);
    EXPECT_THAT(refused.error().message, HasSubstr("'klingon'"));
    MemorySource again("\xEF\xBB\xBFx");
    EXPECT_FALSE(stage_text(again, {"", false}));
}

TEST(Text, EndsItsLinesInCrlfWhereverBlocksEnd) {
    constexpr std::size_t block = 64UZ * 1024;
    for (const std::size_t before : {block - 2, block - 1, block, block + 1})
        for (const std::string_view end : {"\r\n", "\n", "\r"}) {
            const std::string line(before, 'x');
            EXPECT_EQ(content_of(staged(line + std::string(end) + "y")), line + "\r\ny");
        }
    EXPECT_EQ(content_of(staged("a\u2028b\u0085c\vd\fe\n")), "a\u2028b\u0085c\vd\fe\r\n");
    EXPECT_EQ(content_of(staged("\r\r\n\n")), "\r\n\r\n\r\n");
}

struct EncodingCase {
    std::string in;
    TextEncoding encoding;
};

const std::vector<EncodingCase> encoding_cases = {
    {"", seven_bit},
    {"plain\ttext\n.\x2E\n From x\n>From\n", seven_bit},
    {"no end", seven_bit},
    {std::string(998, 'x') + "\n", seven_bit},
    {std::string(999, 'x') + "\n", quoted_printable},
    {"white \n", quoted_printable},
    {"white\t", quoted_printable},
    {"a\n \nb", quoted_printable},
    {"From me\n", quoted_printable},
    {"x\nFrom me\n", quoted_printable},
    {"FromFrom me\n", seven_bit},
    {".\n", quoted_printable},
    {"x\n.", quoted_printable},
    {"bell \a and words to make it worth while\n", quoted_printable},
    {"vertical \v tab and words to make it worth while\n", quoted_printable},
    {"delete \x7F and words to make it worth while\n", quoted_printable},
    {"some words with one é in it\n", quoted_printable},
    {"Ελληνικά", base64},
    {std::string(200, '\x1B'), base64},
    {"NUL \0 and words to make it worth while\n"s, base64},
};

TEST(Text, IsEncodedAsLittleAsItMust) {
    for (const auto& c : encoding_cases) {
        EXPECT_EQ(staged(c.in).encoding, c.encoding) << c.in;
        EXPECT_EQ(staged(c.in, {}, 1).encoding, c.encoding) << c.in;
    }
}

std::string random_text(std::mt19937& random) {
    constexpr std::string_view bits[] = {"word ",
                                         "é",
                                         "語",
                                         " ",
                                         "\t",
                                         "\n",
                                         "\r\n",
                                         "\r",
                                         ".",
                                         "From ",
                                         "=",
                                         "\v",
                                         "a line that goes on for a while",
                                         "\n.\n",
                                         "\nFrom ",
                                         "\0"};
    std::string text;
    const auto kinds = 1 + random() % std::size(bits);
    for (auto left = random() % 150; left > 0; --left)
        text += bits[random() % kinds];
    return text;
}

TEST(Text, ComesBackFromItsEncoding) {
    std::mt19937 random(2045);
    for (int round = 0; round < 2000; ++round) {
        auto text = staged(random_text(random));
        const auto content = content_of(text);
        const auto encoding = text.encoding;
        const auto wire = wire_of(std::move(text));
        ASSERT_LE(test::longest_line(wire), encoding == seven_bit ? 998U : 76U);
        const auto back = encoding == base64             ? test::decode_base64_lines(wire)
                          : encoding == quoted_printable ? test::decode_quoted_printable(wire)
                                                         : std::optional(wire);
        ASSERT_EQ(back, content);
    }
}

TEST(Text, HasTheShorterOfTwoEncodings) {
    std::mt19937 random(64);
    for (int round = 0; round < 500; ++round) {
        auto text = staged(random_text(random));
        if (text.encoding == seven_bit || content_of(text).contains('\0'))
            continue;
        auto other = staged(content_of(text));
        other.encoding = text.encoding == base64 ? quoted_printable : base64;
        const auto chosen = wire_of(std::move(text)).size(), left = wire_of(std::move(other)).size();
        ASSERT_LE(chosen, left + left / 50 + 79); // reckoned, and ASCII prefers to stay readable
    }
}

TEST(Text, IsFlowedWhenAsked) {
    const std::string words = "a paragraph that is longer than seventy-eight characters has to be broken somewhere, ";
    auto text = staged(words + words + "\n-- \nme  \n", {{}, true});
    EXPECT_TRUE(text.flowed);
    EXPECT_FALSE(text.delsp);
    EXPECT_EQ(text.encoding, quoted_printable);
    EXPECT_THAT(content_of(text), HasSubstr(" \r\n"));
    EXPECT_THAT(content_of(text), testing::EndsWith("\r\n-- \r\nme\r\n"));
    EXPECT_EQ(test::decode_quoted_printable(wire_of(std::move(text))).value().substr(0, 11), "a paragraph");

    std::string ideographs;
    for (int i = 0; i < 50; ++i)
        ideographs += "語";
    EXPECT_TRUE(staged(ideographs, {{}, true}).delsp);

    const auto too_long = staged(std::string(2'000'000, 'x') + "\n" + words + words, {{}, true});
    EXPECT_FALSE(too_long.flowed);
    EXPECT_THAT(too_long.warnings, testing::ElementsAre(HasSubstr("too long to be flowed (at most 1048576)")));
}

TEST(Text, BecomesAPart) {
    const auto fields = [](std::string_view in, const TextOptions& options, std::string_view parameters) {
        std::string out;
        for (const auto& field : text_part(staged(in, options), "calendar", parameters).fields)
            out += field.name + ": " + field.body + "\n";
        return out;
    };
    EXPECT_EQ(fields("x", {}, ""), "Content-Type: text/calendar; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n");
    EXPECT_EQ(fields("x\xFF", {}, "; method=REQUEST"),
              "Content-Type: text/calendar; charset=unknown-8bit; method=REQUEST\n"
              "Content-Transfer-Encoding: quoted-printable\n");
    EXPECT_EQ(fields("Ελληνικά", {{}, true}, ""), "Content-Type: text/calendar; charset=utf-8;\r\n format=flowed\n"
                                                  "Content-Transfer-Encoding: base64\n");
}

} // namespace
} // namespace posthaste::mime
