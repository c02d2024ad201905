// SPDX-License-Identifier: MIT
// What contexts of clients and servers have in common.
#pragma once

#include <posthaste/net/tls.hpp>

#include <openssl/ssl.h>
#include <string>
#include <string_view>

namespace posthaste::net {

// Before anything else of OpenSSL's.
void start_openssl();
[[nodiscard]] std::unexpected<Error> does_not_start();

// The administrator's openssl.cnf may be stricter than we are, never laxer.
[[nodiscard]] Status set_floor(SSL_CTX* context, TlsVersion minimum);
void set_behaviour(SSL_CTX* context);

// Chain and key, PEM; key empty: in the same file. what: "client certificate". ErrorKind::config.
[[nodiscard]] Status use_certificate(SSL_CTX* context, std::string_view what, const std::string& certificate,
                                     const std::string& key);

} // namespace posthaste::net
