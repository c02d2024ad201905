// SPDX-License-Identifier: MIT
// A private key that signs, by OpenSSL 3, which is not touched before a key is read. The key's octets stay inside
// OpenSSL and are wiped there; no error holds any of them.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace posthaste {

class SigningKey {
  public:
    enum class Kind : std::uint8_t { rsa, ed25519 };

    // pem: PKCS #8 or the traditional form. Nobody is asked for a pass-phrase: a key that needs one is refused, as is
    // one that is neither RSA nor Ed25519. ErrorKind::config, without the name of a file: the caller knows it.
    [[nodiscard]] static Result<SigningKey> from_pem(std::string_view pem);

    [[nodiscard]] Kind kind() const noexcept;
    [[nodiscard]] int bits() const noexcept; // of RSA's modulus
    // What is signed is the SHA-256 itself: by RSA with PKCS #1 v1.5 (RFC 8017 section 8.2), by Ed25519 as the message
    // (RFC 8463 section 3). ErrorKind::internal when OpenSSL does not sign.
    [[nodiscard]] Result<std::string> sign_sha256(std::string_view digest) const;

  private:
    struct Free {
        void operator()(evp_pkey_st* key) const noexcept;
    };
    using Handle = std::unique_ptr<evp_pkey_st, Free>;
    explicit SigningKey(Handle key) noexcept : key_(std::move(key)) {}

    Handle key_;
};

} // namespace posthaste
