// SPDX-License-Identifier: MIT
// What OpenSSL's error queue means, in our words.
#pragma once

#include "tls_transport.hpp"

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>

namespace posthaste::net {

// The oldest reason in the error queue, which is emptied.
[[nodiscard]] std::string drained_reason();

// distrust: the words of the verification when it is what failed.
[[nodiscard]] Error handshake_error(const SSL* ssl, const TlsTransport& transport, const std::string& distrust,
                                    std::string_view server_name, bool after_starttls);
// After the handshake.
[[nodiscard]] Error transfer_error(const TlsTransport& transport);

// When the first octets are no TLS record: the words for it, else empty.
[[nodiscard]] std::string not_tls(std::string_view first_octets, bool after_starttls);

} // namespace posthaste::net
