// SPDX-License-Identifier: MIT
// Digests and what is made of them, by OpenSSL 3: it is not touched before the first of these functions is called.
// ErrorKind::internal when OpenSSL does not give the hash (MD5 in a FIPS installation).
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/secret.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste {

enum class Hash : std::uint8_t {
    md5,  // for CRAM-MD5 only (RFC 2195)
    sha1, // for SCRAM-SHA-1 only (RFC 5802): HMAC does not need what SHA-1 has lost
    sha256
};

[[nodiscard]] Result<std::string> digest(Hash hash, std::string_view bytes);
[[nodiscard]] Result<std::string> hmac(Hash hash, std::string_view key, std::string_view bytes); // RFC 2104

struct Stretching {
    std::string_view salt;
    std::uint32_t iterations; // at least 1; the caller bounds it, each one costs two digests
};
// PBKDF2 (RFC 8018 section 5.2) with HMAC, as long as the hash: the Hi() of RFC 5802.
[[nodiscard]] Result<Secret> stretched(Hash hash, std::string_view password, const Stretching& how);

// Takes as long whatever differs; only the sizes may be told by the time.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

} // namespace posthaste
