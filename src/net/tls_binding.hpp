// SPDX-License-Identifier: MIT
#pragma once

#include <posthaste/base/channel_binding.hpp>

#include <openssl/ssl.h>

namespace posthaste::net {

// After the handshake. TLS 1.3: tls-exporter; before it, where an exporter is unique under conditions only (RFC 9266
// section 4.2), tls-server-end-point. No type when OpenSSL gives neither.
[[nodiscard]] ChannelBinding channel_binding(SSL* ssl);

} // namespace posthaste::net
