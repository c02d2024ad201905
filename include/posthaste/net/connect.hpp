// SPDX-License-Identifier: MIT
// From a host and port to a connected TCP stream (or unix socket). Addresses are tried side by side (RFC 8305).
#pragma once

#include <posthaste/net/stream.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace posthaste::net {

struct Endpoint {
    std::string host; // name (ASCII), IPv4, IPv6 without brackets; or
    std::uint16_t port = 0;
    std::string unix_path; // a unix socket when not empty

    [[nodiscard]] std::string text() const; // "smtp.example.org:587", "[::1]:25", "unix:/run/x"
};

struct Connected {
    std::unique_ptr<Stream> stream; // non-blocking underneath, TCP_NODELAY set
    std::string peer;               // numeric address, or the path
    std::string local_address;      // numeric address of our end, empty for unix: for the EHLO address literal
    bool loopback = false;          // the peer is this machine (127/8, ::1, unix): decided by the address, not the name
};

struct ConnectOptions {
    std::chrono::milliseconds stagger{250}; // between one attempt and the next (RFC 8305 section 5)
};

// One deadline for all of it. ErrorKind::no_host when the name does not exist (for good), connection (temporary) when
// the resolver failed or every address refused; timeout when the deadline passed. The message names host and port, and
// each reason once with the addresses that gave it.
[[nodiscard]] Result<Connected> connect(const Endpoint& endpoint, Deadline deadline,
                                        const ConnectOptions& options = {});

} // namespace posthaste::net
