// SPDX-License-Identifier: MIT
#include "support/splits.hpp"
#include "support/transfer_decode.hpp"

#include <posthaste/codec/base64.hpp>

#include <gtest/gtest.h>

namespace posthaste::codec {
namespace {

struct Pair {
    std::string_view bytes, text;
};

// RFC 4648 section 10.
constexpr Pair pairs[] = {{"", ""},
                          {"f", "Zg=="},
                          {"fo", "Zm8="},
                          {"foo", "Zm9v"},
                          {"foob", "Zm9vYg=="},
                          {"fooba", "Zm9vYmE="},
                          {"foobar", "Zm9vYmFy"},
                          {{"\0ann\0secret", 11}, "AGFubgBzZWNyZXQ="},
                          {"\xfb\xff\xfe", "+//+"}};

TEST(Base64, EncodesTheExamplesOfTheRfc) {
    for (const auto& pair : pairs)
        EXPECT_EQ(base64_encode(pair.bytes), pair.text);
}

TEST(Base64, DecodesWhatItEncodes) {
    for (const auto& pair : pairs)
        EXPECT_EQ(base64_decode(pair.text), std::string(pair.bytes)) << pair.text;
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    for (std::size_t length = 0; length <= all.size(); ++length)
        EXPECT_EQ(base64_decode(base64_encode(all.substr(0, length))), all.substr(0, length));
}

TEST(Base64, RefusesWhatIsNotStrictlyBase64) {
    for (const std::string_view text : {"Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm 9",
                                        "Zm9v====", "Z=9v", "-_==", "Zh==", "Zm9=", "Zm8=="})
        EXPECT_EQ(base64_decode(text), std::nullopt) << text;
}

template <typename Encoder> std::string lines(const test::Pieces& pieces) {
    Encoder encoder;
    std::string out;
    for (const auto piece : pieces)
        encoder.feed(piece, out);
    encoder.finish(out);
    return out;
}

TEST(Base64, EncodesLinesOf76Digits) {
    EXPECT_EQ(lines<Base64LineEncoder>({}), "");
    for (std::size_t length = 0; length <= 200; ++length) {
        std::string bytes;
        while (bytes.size() < length)
            bytes += static_cast<char>(bytes.size() * 37 + 0xE9);
        const auto out = lines<Base64LineEncoder>({bytes});
        EXPECT_EQ(test::decode_base64_lines(out), bytes);
        EXPECT_EQ(test::longest_line(out), std::min<std::size_t>(76, (length + 2) / 3 * 4));
        EXPECT_FALSE(out.ends_with("\r\n"));
        test::for_each_split(bytes, [&](const auto& pieces) { ASSERT_EQ(lines<Base64LineEncoder>(pieces), out); });
    }
}

TEST(Base64, RewrapsLinesOfAnyLength) {
    const std::string bytes(200, 'x');
    const auto digits = base64_encode(bytes);
    const auto wanted = lines<Base64LineEncoder>({bytes});
    EXPECT_EQ(lines<Base64Rewrapper>({digits}), wanted);
    EXPECT_EQ(lines<Base64Rewrapper>({wanted}), wanted);
    const auto odd = digits.substr(0, 5) + " \r\n\t" + digits.substr(5) + "\r\n";
    test::for_each_split(odd, [&](const auto& pieces) { ASSERT_EQ(lines<Base64Rewrapper>(pieces), wanted); });
    for (const std::string_view text : {"Zg==", "Zg==Zg==", "Zg =\r\n="}) {
        Base64Rewrapper rewrapper;
        std::string out;
        rewrapper.feed(text, out);
        EXPECT_TRUE(rewrapper.valid());
    }
    for (const std::string_view text : {"Zg-=", "\xE9", "-- "}) {
        Base64Rewrapper rewrapper;
        std::string out;
        rewrapper.feed(text, out);
        EXPECT_FALSE(rewrapper.valid());
    }
}

} // namespace
} // namespace posthaste::codec
