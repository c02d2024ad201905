// SPDX-License-Identifier: MIT
#include "tls_binding.hpp"

#include <array>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string_view>

namespace posthaste::net {

namespace {

// RFC 9266 section 2: 32 octets, and a context of no length.
ChannelBinding from_exporter(SSL* ssl) {
    constexpr std::string_view label = "EXPORTER-Channel-Binding";
    std::array<unsigned char, 32> key{};
    if (SSL_export_keying_material(ssl, key.data(), key.size(), label.data(), label.size(), key.data(), 0, 1) != 1)
        return {};
    return {"tls-exporter", std::string(key.begin(), key.end())};
}

// RFC 5929 section 4.1: the certificate by the hash of its signature, SHA-256 for MD5 and SHA-1. A signature with no
// hash of its own, such as Ed25519, leaves it undefined.
ChannelBinding from_certificate(const X509* certificate) {
    int hash = NID_undef;
    // the parameter is not const, for OpenSSL decodes extensions when it is first asked
    if (certificate == nullptr ||
        X509_get_signature_info(const_cast<X509*>(certificate), &hash, nullptr, nullptr, nullptr) != 1)
        return {};
    if (hash == NID_md5 || hash == NID_sha1)
        hash = NID_sha256;
    const EVP_MD* digest = hash == NID_undef ? nullptr : EVP_get_digestbynid(hash);
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (digest == nullptr || X509_digest(certificate, digest, bytes.data(), &size) != 1)
        return {};
    return {"tls-server-end-point", std::string(bytes.begin(), bytes.begin() + size)};
}

} // namespace

ChannelBinding channel_binding(SSL* ssl) {
    auto binding =
        SSL_version(ssl) >= TLS1_3_VERSION ? from_exporter(ssl) : from_certificate(SSL_get0_peer_certificate(ssl));
    ERR_clear_error();
    return binding;
}

} // namespace posthaste::net
