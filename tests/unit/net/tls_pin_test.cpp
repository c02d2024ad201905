// SPDX-License-Identifier: MIT
// Pins: of a key in addition to chain and name, of a certificate in their place.
#include "tls_fixture.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

namespace posthaste::net {
namespace {

using test::Leaf;
using testing::HasSubstr;
using testing::SizeIs;

const std::string other_digest(64, 'a');

// What the peer shows, whether or not it is trusted.
TlsCertificate shown_by(Leaf leaf) {
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(leaf);
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto context = TlsContext::make(trusting_test_root());
    TlsPeer described;
    (void)start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), &described);
    return described.chain.at(0);
}

TlsPin key_pin(Leaf leaf) { return {false, shown_by(leaf).key_sha256}; }
TlsPin certificate_pin(Leaf leaf) { return {true, shown_by(leaf).certificate_sha256}; }

struct Try {
    test::TlsRecord record;
    TlsPeer peer;
    Error error{ErrorKind::internal, "", 0}; // no message: the handshake succeeded
};

Try try_with(Leaf leaf, const TlsSettings& settings, int version = 0) {
    Try result;
    test::TlsScript script;
    script.files = certificates().leaf(leaf);
    script.minimum = script.maximum = version;
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, result.record); }};
    const auto context = TlsContext::make(settings);
    EXPECT_TRUE(context) << context.error().message;
    auto stream = start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), &result.peer);
    if (!stream)
        result.error = stream.error();
    else
        (*stream)->shut_down();
    peer.wait();
    return result;
}

TlsSettings with_pins(std::vector<TlsPin> pins, TlsSettings settings = trusting_test_root()) {
    settings.pins = std::move(pins);
    return settings;
}

TEST(TlsPins, TakeTheServerTheyName) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        EXPECT_EQ(try_with(Leaf::good, with_pins({key_pin(Leaf::good)}), version).error.message, "");
        EXPECT_EQ(try_with(Leaf::good, with_pins({certificate_pin(Leaf::good)}), version).error.message, "");
        EXPECT_EQ(try_with(Leaf::good, with_pins({{true, other_digest}, key_pin(Leaf::good)}), version).error.message,
                  "");
    }
}

TEST(TlsPins, RefuseEveryOtherServer) {
    const auto good = shown_by(Leaf::good);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (const TlsPin& pin : {TlsPin{false, other_digest}, TlsPin{true, other_digest}, key_pin(Leaf::chained),
                                  TlsPin{true, good.key_sha256}, TlsPin{false, good.certificate_sha256}, TlsPin{}}) {
            const auto result = try_with(Leaf::good, with_pins({pin}), version);
            EXPECT_EQ(result.error.kind, ErrorKind::trust);
            EXPECT_THAT(result.error.message, HasSubstr("not what tls_pin (--tls-pin) names"));
            EXPECT_THAT(result.error.message, HasSubstr("cert-sha256:" + good.certificate_sha256));
            EXPECT_THAT(result.error.message, HasSubstr("key sha256:" + good.key_sha256));
            EXPECT_FALSE(result.record.handshake_done);
            ASSERT_THAT(result.peer.chain, SizeIs(1));
            EXPECT_EQ(result.peer.chain[0].key_sha256, good.key_sha256);
        }
}

// The root's own key does not make every certificate under it the pinned one.
TEST(TlsPins, AreOfTheServersCertificateAlone) {
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(Leaf::good);
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto context = TlsContext::make(trusting_test_root());
    TlsPeer described;
    (void)start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), &described);
    const auto& root = described.chain.at(1);
    EXPECT_EQ(try_with(Leaf::good, with_pins({{false, root.key_sha256}, {true, root.certificate_sha256}})).error.kind,
              ErrorKind::trust);
}

TEST(TlsPins, OfAKeyLeaveChainAndNameToBeVerified) {
    for (const Leaf leaf : {Leaf::self_signed, Leaf::other_authority, Leaf::wrong_host, Leaf::expired,
                            Leaf::client_purpose, Leaf::no_chain, Leaf::weak_key}) {
        const auto result = try_with(leaf, with_pins({key_pin(leaf)}));
        EXPECT_EQ(result.error.kind, ErrorKind::trust) << static_cast<int>(leaf);
        EXPECT_FALSE(result.record.handshake_done);
    }
}

TEST(TlsPins, OfACertificateStandInForChainAndName) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (const Leaf leaf : {Leaf::self_signed, Leaf::other_authority, Leaf::wrong_host, Leaf::client_purpose,
                                Leaf::no_chain, Leaf::common_name, Leaf::by_leaf}) {
            for (const auto& settings : {trusting_test_root(), TlsSettings{}}) {
                const auto result = try_with(leaf, with_pins({certificate_pin(leaf)}, settings), version);
                EXPECT_EQ(result.error.message, "") << static_cast<int>(leaf);
                EXPECT_TRUE(result.record.handshake_done);
            }
        }
}

TEST(TlsPins, OfACertificateDoNotMakeItValidOrStrong) {
    struct Case {
        Leaf leaf;
        const char* words;
    };
    for (const auto& each : {Case{Leaf::expired, "expired on"}, Case{Leaf::not_yet_valid, "not yet valid before"},
                             Case{Leaf::weak_key, "too weak"}})
        for (const auto& settings : {trusting_test_root(), TlsSettings{}}) {
            const auto result = try_with(each.leaf, with_pins({certificate_pin(each.leaf)}, settings));
            EXPECT_EQ(result.error.kind, ErrorKind::trust);
            EXPECT_THAT(result.error.message, HasSubstr(each.words));
            EXPECT_FALSE(result.record.handshake_done);
        }
}

// A key pin for one server must not open the door that a certificate pin opens for another.
TEST(TlsPins, OfACertificateAreOfThatOneOnly) {
    const auto pins = with_pins({certificate_pin(Leaf::self_signed), key_pin(Leaf::other_authority)});
    EXPECT_EQ(try_with(Leaf::self_signed, pins).error.message, "");
    const auto result = try_with(Leaf::other_authority, pins);
    EXPECT_EQ(result.error.kind, ErrorKind::trust);
    EXPECT_THAT(result.error.message, HasSubstr("unknown authority"));
}

TEST(TlsPins, OfACertificateNeedNoAuthorities) {
    ::setenv("SSL_CERT_DIR", "/nonexistent", 1);
    ::setenv("SSL_CERT_FILE", "/nonexistent", 1);
    const bool certificate = TlsContext::make(with_pins({{true, other_digest}}, {})).has_value();
    const bool key = TlsContext::make(with_pins({{true, other_digest}, {false, other_digest}}, {})).has_value();
    TlsSettings elsewhere;
    elsewhere.ca = "/nonexistent";
    const bool missing = TlsContext::make(with_pins({{true, other_digest}}, elsewhere)).has_value();
    ::unsetenv("SSL_CERT_DIR");
    ::unsetenv("SSL_CERT_FILE");
    EXPECT_TRUE(certificate);
    EXPECT_FALSE(key);
    EXPECT_FALSE(missing);
}

} // namespace
} // namespace posthaste::net
