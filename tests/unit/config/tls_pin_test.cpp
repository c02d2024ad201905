// SPDX-License-Identifier: MIT
#include <posthaste/config/tls_pin.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string digest = "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210";
const std::string with_colons = "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:01:23:45:67:89:AB:CD:EF:FE:DC:BA:98:"
                                "76:54:32:10";
const std::string base64 = "ABEiM0RVZneImaq7zN3u/wEjRWeJq83v/ty6mHZUMhA=";

void expect_pin(const std::string& text, bool certificate) {
    const auto pins = parse_tls_pins(text);
    ASSERT_TRUE(pins) << pins.error().message;
    ASSERT_EQ(pins->size(), 1U) << text;
    EXPECT_EQ(pins->front().sha256, digest) << text;
    EXPECT_EQ(pins->front().certificate, certificate) << text;
}

TEST(TlsPin, IsOfTheKeyOrTheCertificate) {
    expect_pin("sha256:" + digest, false);
    expect_pin("SHA256:" + with_colons, false);
    expect_pin("sha256//" + base64, false);
    expect_pin("cert-sha256:" + digest, true);
    expect_pin("Cert-SHA256:" + with_colons, true);
    expect_pin(with_colons, true);
    expect_pin(" " + with_colons + " ", true);
}

TEST(TlsPin, CanBeOneOfSeveral) {
    const auto pins = parse_tls_pins("sha256//" + base64 + ";" + with_colons);
    ASSERT_TRUE(pins) << pins.error().message;
    ASSERT_EQ(pins->size(), 2U);
    EXPECT_FALSE((*pins)[0].certificate);
    EXPECT_TRUE((*pins)[1].certificate);
}

TEST(TlsPin, IsRefusedWhenItIsNone) {
    const std::string sha1 = "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:01:23:45:67";
    const std::vector<std::string> texts{"",
                                         digest,
                                         "sha256:" + digest.substr(1),
                                         "sha256:" + digest + "0",
                                         "sha256:" + digest + "00",
                                         "sha256:g" + digest.substr(1),
                                         "sha256//" + base64.substr(1),
                                         "sha256//" + base64 + "AAAA",
                                         "sha256/" + base64,
                                         "sha512:" + digest,
                                         "md5:" + digest,
                                         "sha256:0:0" + with_colons.substr(3),
                                         with_colons + ":",
                                         ":" + with_colons,
                                         with_colons.substr(0, 30) + with_colons.substr(31),
                                         sha1,
                                         "sha256:" + digest + ";",
                                         ";sha256:" + digest,
                                         "sha256: " + digest,
                                         "sha256:",
                                         "cert-sha256//" + base64};
    for (const auto& text : texts) {
        const auto pins = parse_tls_pins(text);
        ASSERT_FALSE(pins) << text;
        EXPECT_EQ(pins.error().kind, ErrorKind::config);
        EXPECT_THAT(pins.error().message, HasSubstr("must be sha256:HEX")) << text;
    }
    EXPECT_THAT(parse_tls_pins(sha1).error().message, AllOf(HasSubstr("SHA-1"), HasSubstr(sha1)));
    EXPECT_THAT(parse_tls_pins(digest).error().message, Not(HasSubstr("SHA-1")));
}

} // namespace
} // namespace posthaste::config
