// SPDX-License-Identifier: MIT
#include <posthaste/base/crypto.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace posthaste {
namespace {

std::string hex(std::string_view bytes) {
    std::string out;
    for (const char byte : bytes)
        out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return out;
}

TEST(Digest, GivesThePublishedValues) { // RFC 1321 A.5, FIPS 180
    EXPECT_EQ(hex(digest(Hash::md5, "abc").value()), "900150983cd24fb0d6963f7d28e17f72");
    EXPECT_EQ(hex(digest(Hash::sha1, "abc").value()), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex(digest(Hash::sha256, "abc").value()),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(digest(Hash::sha256, "").value()),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hmac, GivesThePublishedValues) { // RFC 2202, RFC 4231
    constexpr std::string_view data = "what do ya want for nothing?";
    EXPECT_EQ(hex(hmac(Hash::md5, "Jefe", data).value()), "750c783e6ab0b503eaa86e310a5db738");
    EXPECT_EQ(hex(hmac(Hash::sha1, "Jefe", data).value()), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    EXPECT_EQ(hex(hmac(Hash::sha256, "Jefe", data).value()),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(hmac(Hash::sha1, std::string(80, '\xAA'), "Test Using Larger Than Block-Size Key - Hash Key First")
                      .value()),
              "aa4ae5e15272d00e95705637ce8a3b55ed402112");
    EXPECT_EQ(hex(hmac(Hash::md5, "", "").value()), "74e6f7298a9c2d168935f58c001bad88");
}

TEST(Stretched, GivesThePublishedValues) { // RFC 6070; RFC 7914 section 11, cut to the length of the hash
    EXPECT_EQ(hex(stretched(Hash::sha1, "password", {"salt", 1})->reveal()),
              "0c60c80f961f0e71f3a9b524af6012062fe037a6");
    EXPECT_EQ(hex(stretched(Hash::sha1, "password", {"salt", 4096})->reveal()),
              "4b007901b765489abead49d926f721d065a429c1");
    EXPECT_EQ(hex(stretched(Hash::sha256, "passwd", {"salt", 1})->reveal()),
              "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
}

TEST(Stretched, TakesNoCountThatIsNone) {
    EXPECT_EQ(stretched(Hash::sha1, "password", {"salt", 0}).error().kind, ErrorKind::internal);
    EXPECT_EQ(stretched(Hash::sha1, "password", {"salt", 0x80000000U}).error().kind, ErrorKind::internal);
}

TEST(EqualInConstantTime, ComparesAllOfIt) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_FALSE(equal_in_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

} // namespace
} // namespace posthaste
