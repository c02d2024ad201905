// SPDX-License-Identifier: MIT
// What OpenSSL's callbacks have to find from an SSL: its app data points to it.
#pragma once

#include "tls_resumption.hpp"
#include "tls_verification.hpp"

namespace posthaste::net {

struct TlsConnection {
    Verification verification;
    Resumption resumption;
};

inline TlsConnection* connection_of(const SSL* ssl) noexcept {
    return static_cast<TlsConnection*>(SSL_get_app_data(ssl));
}

} // namespace posthaste::net
