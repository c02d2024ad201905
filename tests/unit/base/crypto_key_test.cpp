// SPDX-License-Identifier: MIT
#include "support/signing_keys.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/crypto_key.hpp>
#include <posthaste/base/crypto_sink.hpp>
#include <posthaste/base/text.hpp>

#include <gmock/gmock.h>

namespace posthaste {
namespace {

using testing::HasSubstr;

std::string message_of(std::string_view pem) {
    const auto key = SigningKey::from_pem(pem);
    if (key)
        return "";
    EXPECT_EQ(key.error().kind, ErrorKind::config);
    return key.error().message;
}

// RFC 8032 section 7.1 has the key, and no message of 32 octets: the signatures are openssl's pkeyutl and dgst.
TEST(SigningKey, SignsADigestWithEd25519) {
    const auto key = SigningKey::from_pem(test::rfc8463_ed25519_key).value();
    EXPECT_EQ(key.kind(), SigningKey::Kind::ed25519);
    EXPECT_EQ(hex(key.sign_sha256(digest(Hash::sha256, "abc").value()).value()),
              "096f5569d807ee8ac7b1913da70cf0aab335c258f4b94c8f210dd141e9743927c8d1a6b378872a72c9446c1f75e6dc7b"
              "2def98bd0c214be6706d48791f57680a");
}

TEST(SigningKey, SignsADigestWithRsa) {
    const auto key = SigningKey::from_pem(test::rfc8463_rsa_key).value();
    EXPECT_EQ(key.kind(), SigningKey::Kind::rsa);
    EXPECT_EQ(key.bits(), 1024);
    EXPECT_EQ(hex(key.sign_sha256(digest(Hash::sha256, "abc").value()).value()),
              "712bac681d50e240b083ab5aab633e1f560c30654110df3223c2a556747aabe102edd3bb06bc44fd6218679d0b6b0b7c"
              "48bbe2003812b6893701a6cc3f79c07be76c0cc4e7faf8dcd78b196d3eda04e8bcbfc3893f55ffa712bc9d378fab4478"
              "191cb0d674d8072a4cbd4bff91716ccac98ff3a643841ae69f7fc9fb6e3375f0");
}

TEST(SigningKey, SignsNothingButADigest) {
    for (const char* pem : {test::rfc8463_ed25519_key, test::rfc8463_rsa_key})
        EXPECT_EQ(SigningKey::from_pem(pem)->sign_sha256("abc").error().kind, ErrorKind::internal);
}

TEST(SigningKey, NeverAsksForAPassPhrase) {
    EXPECT_THAT(message_of(test::key_with_pass_phrase), HasSubstr("pass-phrase"));
}

TEST(SigningKey, SaysWhatIsNoKeyForIt) {
    EXPECT_THAT(message_of(test::p256_key), HasSubstr("neither RSA nor Ed25519"));
    EXPECT_THAT(message_of(""), HasSubstr("no private key"));
    EXPECT_THAT(message_of("-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n"),
                HasSubstr("no private key"));
    EXPECT_THAT(message_of("-----BEGIN PUBLIC KEY-----\n"
                           "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
                           "-----END PUBLIC KEY-----\n"),
                HasSubstr("no private key"));
}

TEST(Sha256Sink, GivesThePublishedValues) { // FIPS 180
    Sha256Sink empty, pieces;
    EXPECT_EQ(hex(empty.finish().value()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (const char* piece : {"a", "", "bc"})
        ASSERT_TRUE(pieces.write(piece));
    EXPECT_EQ(hex(pieces.finish().value()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

} // namespace
} // namespace posthaste
