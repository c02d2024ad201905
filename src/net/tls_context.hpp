// SPDX-License-Identifier: MIT
#pragma once

#include "openssl_handles.hpp"
#include "tls_resumption.hpp"
#include "tls_trust.hpp"
#include "tls_verification.hpp"

#include <posthaste/net/tls.hpp>

namespace posthaste::net {

// In the order in which the parts refer to each other: the SSL_CTX goes first.
struct TlsContext::Impl {
    BioMethodHandle transport_method;
    TrustState trust;
    TlsPins pins;
    SessionRules sessions;
    SslContextHandle context;
};

} // namespace posthaste::net
