// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace posthaste {

// What ties an authentication to the TLS connection it runs in, so that nobody can pass it on from another (RFC 5056).
struct ChannelBinding {
    std::string type; // "tls-exporter" (RFC 9266), "tls-server-end-point" (RFC 5929); empty: there is none
    std::string data;
};

} // namespace posthaste
