// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/codec/encoded_word.hpp>
#include <posthaste/codec/utf8.hpp>

#include <cstdlib>
#include <gtest/gtest.h>

namespace posthaste::codec {
namespace {

std::string decoded_q(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '=') {
            out += static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
            i += 2;
            continue;
        }
        out += text[i] == '_' ? ' ' : text[i];
    }
    return out;
}

// What a reader makes of it; every rule of RFC 2047 that can be broken is checked on the way.
std::string decoded(const std::string& phrase) {
    std::string out, rest = phrase;
    for (auto end = rest.find("\r\n "); !rest.empty(); end = rest.find("\r\n ")) {
        const std::string word = rest.substr(0, end);
        rest = end == std::string::npos ? "" : rest.substr(end + 3);
        EXPECT_LE(word.size(), 75U);
        EXPECT_TRUE(word.starts_with("=?UTF-8?") && word.ends_with("?=") && word.size() > 12) << word;
        const std::string payload = word.substr(10, word.size() - 12);
        const std::string part = word[8] == 'Q' ? decoded_q(payload) : base64_decode(payload).value_or("bad");
        EXPECT_TRUE(is_utf8(part)) << word;
        out += part;
    }
    return out;
}

TEST(EncodePhrase, WritesPlainNamesReadably) {
    struct Case {
        std::string_view name, text;
    };
    for (const auto& c : {Case{"", ""},
                          {"Ann", "Ann"},
                          {"Ann Example", "Ann Example"},
                          {"o'brien + {x}~", "o'brien + {x}~"},
                          {"John Q. Public", "\"John Q. Public\""},
                          {"Doe, John", "\"Doe, John\""},
                          {"A \"B\" C", "\"A \\\"B\\\" C\""},
                          {"A \\ B", "\"A \\\\ B\""},
                          {"X <evil@evil.test>", "\"X <evil@evil.test>\""},
                          {"A (B", "\"A (B\""},
                          {"two  spaces", "\"two  spaces\""},
                          {" led", "\" led\""}})
        EXPECT_EQ(encode_phrase(c.name), c.text);
}

TEST(EncodePhrase, EncodesMostlyAsciiNamesAsQ) {
    EXPECT_EQ(encode_phrase("Jürgen Groß"), "=?UTF-8?Q?J=C3=BCrgen_Gro=C3=9F?=");
}

TEST(EncodePhrase, EncodesMostlyForeignNamesAsB) { EXPECT_EQ(encode_phrase("日本語"), "=?UTF-8?B?5pel5pys6Kqe?="); }

TEST(EncodePhrase, HidesWhatLooksLikeAnEncodedWord) {
    const std::string name = "=?utf-8?q?evil?=";
    EXPECT_EQ(decoded(encode_phrase(name)), name);
}

TEST(EncodePhrase, NeverSplitsACharacterAndStaysReadableAtAnyLength) {
    for (const std::string unit : {"N", "ü", "☃", "📮", "w ", "aé日📮 \"\\"}) {
        std::string name = "ß";
        for (int i = 0; i < 200; ++i) {
            name += unit;
            ASSERT_EQ(decoded(encode_phrase(name)), name);
        }
    }
}

TEST(EncodePhrase, PadsTheLastWordOnly) {
    for (const std::string unit : {"ü", "☃", "📮", "é日📮", "aü☃"}) {
        std::string name = "ß☃";
        for (int i = 0; i < 100; ++i) {
            name += unit;
            const auto phrase = encode_phrase(name);
            ASSERT_EQ(decoded(phrase), name);
            ASSERT_EQ(phrase.find("=?=\r\n"), std::string::npos) << phrase;
        }
    }
}

TEST(EncodeWords, FillsTheRoomThereIs) {
    const std::string text = std::string(100, 'x');
    EXPECT_EQ(encode_words(text, {22, 75}), "=?UTF-8?Q?xxxxxxxxxx?=\r\n =?UTF-8?Q?" + std::string(63, 'x') +
                                                "?=\r\n =?UTF-8?Q?" + std::string(27, 'x') + "?=");
    EXPECT_EQ(encode_words("日本語日本語", {24, 75}), "=?UTF-8?B?5pel5pys6Kqe?=\r\n =?UTF-8?B?5pel5pys6Kqe?=");
}

TEST(EncodeWords, PutsACharacterIntoEachWordWhateverTheRoom) {
    EXPECT_EQ(encode_words("ü☃", {0, 0}), "=?UTF-8?Q?=C3=BC?=\r\n =?UTF-8?Q?=E2=98=83?=");
}

TEST(EncodeWords, TakesBWhereThatSavesAWord) {
    const std::string name = "Über Größe, \"Ähm\": (so)"; // Q: 48 octets, B: 44
    EXPECT_TRUE(encode_words(name, {75, 75}).starts_with("=?UTF-8?Q?"));
    EXPECT_EQ(encode_words(name, {58, 75}), "=?UTF-8?B?" + base64_encode(name) + "?=");
}

TEST(EncodePhrase, EncodesPlainNamesThatHaveNoRoom) {
    EXPECT_EQ(encode_phrase("Ann Example", {9, 75}), "Ann Example");
    EXPECT_EQ(decoded(encode_phrase("Ann Example", {8, 75})), "Ann Example");
}

TEST(EncodeWords, EncodesWhateverItIsGiven) {
    EXPECT_EQ(encode_words("plain text"), "=?UTF-8?Q?plain_text?=");
    EXPECT_EQ(encode_words(" \t\xFC"), "=?unknown-8bit?Q?_=09=FC?=");
    EXPECT_EQ(encode_words(""), "");
}

TEST(EncodePhrase, EncodesLongAsciiNamesSoThatTheyCanBeFolded) {
    EXPECT_EQ(encode_phrase(std::string(66, 'N')), std::string(66, 'N'));
    EXPECT_EQ(decoded(encode_phrase(std::string(67, 'N'))), std::string(67, 'N'));
    EXPECT_EQ(encode_phrase(std::string(32, '\\')).size(), 66U); // in quotes, each in two
    EXPECT_EQ(decoded(encode_phrase(std::string(33, '\\'))), std::string(33, '\\'));
    for (const auto line : split(encode_phrase(std::string(2000, 'N')), '\n'))
        EXPECT_LE(line.size(), 76U);
}

TEST(EncodePhrase, UsesOnlyTheOctetsAllowedInAPhrase) {
    const auto phrase = encode_phrase("ü!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ az");
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/=_?\r\n ";
    EXPECT_EQ(phrase.find_first_not_of(allowed), std::string::npos) << phrase;
    EXPECT_EQ(decoded(phrase), "ü!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ az");
}

TEST(EncodePhrase, DoesNotCallOctetsUtf8ThatAreNot) {
    EXPECT_EQ(encode_phrase("J\xFCrgen"), "=?unknown-8bit?Q?J=FCrgen?=");
    for (const auto line : split(encode_phrase(std::string(300, '\xFC')), '\n'))
        EXPECT_LE(line.size(), 76U) << line;
}

} // namespace
} // namespace posthaste::codec
