// SPDX-License-Identifier: MIT
// The messages and the arithmetic of SCRAM (RFC 5802). Who says what when is in sasl_scram.cpp.
#pragma once

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::smtp {

constexpr std::uint32_t max_scram_iterations = 2'000'000; // a second of work; servers use thousands

struct ScramServerFirst {
    std::string nonce; // ours and the server's
    std::string salt;
    std::uint32_t iterations;
};

// ErrorKind::protocol: not the form of RFC 5802 section 7, a nonce that does not begin with ours or adds nothing, no
// iterations or more than the maximum, an extension that must be understood.
[[nodiscard]] Result<ScramServerFirst> parse_scram_first(std::string_view message, std::string_view client_nonce);
// The server's signature. ErrorKind::protocol when there is none.
[[nodiscard]] Result<std::string> parse_scram_final(std::string_view message);
// The value of "e=", with which a server says why it refuses.
[[nodiscard]] std::optional<std::string_view> scram_error(std::string_view message) noexcept;

struct ScramProof {
    std::string client;           // ClientProof
    std::string server_signature; // what the server must show to have known the password
};
// auth_message: the messages so far, joined by commas (RFC 5802 section 3).
[[nodiscard]] Result<ScramProof> scram_proof(Hash hash, std::string_view password, const ScramServerFirst& first,
                                             std::string_view auth_message);

} // namespace posthaste::smtp
