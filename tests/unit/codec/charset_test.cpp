// SPDX-License-Identifier: MIT
#include "support/splits.hpp"

#include <posthaste/codec/charset.hpp>

#include <gmock/gmock.h>

namespace posthaste::codec {
namespace {

using namespace std::string_literals;

std::string decode(std::string_view charset, const test::Pieces& pieces) {
    auto decoder = CharsetDecoder::open(charset);
    if (!decoder)
        return decoder.error().message;
    std::string out;
    for (const auto piece : pieces)
        if (!decoder->feed(piece, out))
            return "invalid";
    return decoder->finish(out) ? out : "invalid";
}

struct Case {
    std::string charset, in, out;
};

const std::vector<Case> cases = {
    {"iso-8859-1", "gr\xFC\xDF"s, "grüß"},
    {"ISO-8859-15", "\xA4"s, "€"},
    {"windows-1252", "\x93x\x94"s, "“x”"},
    {"windows-1252", "a\x81"s, "invalid"},
    {"koi8-r", "\xF0\xF2"s, "ПР"},
    {"shift_jis", "\x93\xFA\x96\x7B"s, "日本"},
    {"shift_jis", "\x93"s, "invalid"},
    {"euc-jp", "\xC6\xFC\xCB\xDC"s, "日本"},
    {"iso-2022-jp", "\x1B$BF|K\\\x1B(B."s, "日本."},
    {"gb18030", "\xC4\xE3\x81\x30\x81\x30"s, "你\u0080"},
    {"utf-16le", "=\xD8\x00\xDE"s, "😀"},
    {"utf-16le", "=\xD8"s, "invalid"},
    {"utf-16le", "=\xD8"s + "a\0"s, "invalid"},
    {"utf-16be", "\x03\x9A"s, "Κ"},
    {"utf-16", "a\0"s, "a"},
    {"utf-32", "a\0\0\0"s, "a"},
    {"utf-7", "+AOk-"s, "é"},
    {"ibm037", "\xC1\x15"s, "A\xC2\x85"},
    {"us-ascii", "a\x80"s, "invalid"},
    {"iso-8859-1", ""s, ""},
};

TEST(Charset, IsDecodedHoweverItIsCut) {
    for (const auto& c : cases)
        test::for_each_split(c.in,
                             [&](const auto& pieces) { ASSERT_EQ(decode(c.charset, pieces), c.out) << c.charset; });
}

TEST(Charset, DecodesMoreThanItsBufferHolds) {
    const std::string in(100'000, '\xE9');
    const auto out = decode("iso-8859-1", {in});
    ASSERT_EQ(out.size(), 200'000U);
    EXPECT_EQ(out.find_first_not_of("é"), std::string::npos);
}

TEST(Charset, IsRefusedWhenItIsNone) {
    for (const char* name : {"klingon", "", "char", "WCHAR_T", "internal", "utf-8//IGNORE", "iso-8859-1/", "a b"}) {
        const auto decoder = CharsetDecoder::open(name);
        ASSERT_FALSE(decoder) << name;
        EXPECT_EQ(decoder.error().kind, ErrorKind::usage);
        EXPECT_THAT(decoder.error().message, testing::HasSubstr("unknown character set '" + std::string(name) + "'"));
    }
}

TEST(ByteOrderMark, IsFoundOfTheCharsetAskedFor) {
    struct {
        std::string beginning;
        std::string_view asked, charset;
        std::size_t bytes;
    } const marks[] = {
        {"\xEF\xBB\xBF"s, "", "UTF-8", 3},          {"\xEF\xBB"s, "", "", 0},
        {"\xFF\xFE"s, "", "UTF-16LE", 2},           {"\xFE\xFF\0a"s, "", "UTF-16BE", 2},
        {"\xFF\xFE\0\0"s, "", "UTF-32LE", 4},       {"\0\0\xFE\xFF"s, "", "UTF-32BE", 4},
        {"\xFF\xFE\0\0"s, "utf-16", "UTF-16LE", 2}, {"\xFE\xFF\0a"s, "UTF-16BE", "UTF-16BE", 2},
        {"\xFE\xFF\0a"s, "utf-16le", "", 0},        {"\xEF\xBB\xBF"s, "utf8", "UTF-8", 3},
        {"\xEF\xBB\xBF"s, "latin1", "", 0},         {""s, "", "", 0},
    };
    for (const auto& c : marks) {
        const auto mark = byte_order_mark(c.beginning, c.asked);
        EXPECT_EQ(mark.charset, c.charset) << c.asked;
        EXPECT_EQ(mark.bytes, c.bytes) << c.asked;
    }
}

} // namespace
} // namespace posthaste::codec
