// SPDX-License-Identifier: MIT
// What start_tls() tells of the peer's certificates, trusted or refused.
#include "tls_fixture.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/io.hpp>

#include <ctime>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace posthaste::net {
namespace {

using test::Leaf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// Whatever comes of the handshake.
TlsPeer peer_with(Leaf leaf, int version = 0, TlsOptions options = {}) {
    test::TlsRecord record;
    test::TlsScript script;
    script.files = certificates().leaf(leaf);
    script.minimum = script.maximum = version;
    test::Peer peer{[&](int fd) { test::serve_tls(fd, script, record); }};
    const auto context = TlsContext::make(trusting_test_root());
    TlsPeer described;
    (void)start_tls(plain_stream_to(peer.port()), *context, "localhost", soon(), &described, options);
    return described;
}

// The SHA-256 of a PEM block's octets, in hex.
std::string pem_sha256(const std::string& path, bool key) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "r"), BIO_free);
    unsigned char* der = nullptr;
    int size = 0;
    if (key) {
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(
            PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
        size = i2d_PUBKEY(pair.get(), &der);
    } else {
        const std::unique_ptr<X509, decltype(&X509_free)> leaf(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr),
                                                               X509_free);
        size = i2d_X509(leaf.get(), &der);
    }
    const auto hash = digest(Hash::sha256, {reinterpret_cast<char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    std::string text;
    for (const char octet : *hash)
        text += fmt::format("{:02x}", static_cast<unsigned char>(octet));
    return text;
}

TEST(TlsCertificate, DescribesTheVerifiedChain) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto peer = peer_with(Leaf::chained, version);
        ASSERT_THAT(peer.chain, SizeIs(3));
        const auto& leaf = peer.chain.front();
        EXPECT_EQ(leaf.subject, "CN=leaf");
        EXPECT_EQ(leaf.issuer, "CN=Test Intermediate");
        EXPECT_THAT(leaf.names, ElementsAre("localhost", "mail.example.test", "127.0.0.1", "::1"));
        EXPECT_EQ(leaf.key, "EC P-256");
        EXPECT_EQ(peer.chain[1].subject, "CN=Test Intermediate");
        EXPECT_EQ(peer.chain[2].subject, "CN=Test Root"); // which the server did not send
        constexpr std::int64_t day = 86400;
        EXPECT_NEAR(static_cast<double>(leaf.not_before), static_cast<double>(std::time(nullptr) - day), 600);
        EXPECT_NEAR(static_cast<double>(leaf.not_after), static_cast<double>(std::time(nullptr) + 3650 * day), 600);
    }
}

TEST(TlsCertificate, TellsItsFingerprints) {
    const auto peer = peer_with(Leaf::good);
    ASSERT_THAT(peer.chain, SizeIs(2));
    const auto files = certificates().leaf(Leaf::good);
    EXPECT_EQ(peer.chain[0].certificate_sha256, pem_sha256(files.certificate, false));
    EXPECT_EQ(peer.chain[0].key_sha256, pem_sha256(files.key, true));
}

TEST(TlsCertificate, DescribesWhatWasRefused) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto unknown = peer_with(Leaf::other_authority, version);
        ASSERT_THAT(unknown.chain, SizeIs(1)); // as it was sent
        EXPECT_EQ(unknown.chain[0].issuer, "CN=Other Root");
        EXPECT_THAT(unknown.version, HasSubstr(version == TLS1_3_VERSION ? "1.3" : "1.2"));
        EXPECT_EQ(unknown.binding.type, "");
        const auto elsewhere = peer_with(Leaf::wrong_host, version);
        ASSERT_THAT(elsewhere.chain, SizeIs(1));
        EXPECT_THAT(elsewhere.chain[0].names, ElementsAre("other.example.test", "localhost.evil.test"));
    }
}

TEST(TlsCertificate, NamesKeysOfOtherKinds) { EXPECT_EQ(peer_with(Leaf::weak_key).chain.at(0).key, "RSA 1024"); }

TEST(TlsCertificate, IsNotDescribedWhenNobodyAsks) {
    TlsOptions options;
    options.describe_chain = false;
    const auto peer = peer_with(Leaf::good, 0, options);
    EXPECT_THAT(peer.chain, SizeIs(0));
    EXPECT_EQ(peer.binding.type, "tls-exporter");
}

} // namespace
} // namespace posthaste::net
