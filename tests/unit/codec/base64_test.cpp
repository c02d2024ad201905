// SPDX-License-Identifier: MIT
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

} // namespace
} // namespace posthaste::codec
