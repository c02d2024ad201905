// SPDX-License-Identifier: MIT
// From a host and port to a connected TCP stream (or unix socket): addresses in the resolver's order, each tried in
// turn.
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

// each_timeout: for each address; `deadline` is for all of it. ErrorKind::no_host when the name does not exist (for
// good), connection (temporary) when the resolver failed, every address refused, or nothing answered; timeout when the
// deadline passed. The message names host, port and the last address's reason.
[[nodiscard]] Result<Connected> connect(const Endpoint& endpoint, std::chrono::milliseconds each_timeout,
                                        Deadline deadline);

} // namespace posthaste::net
