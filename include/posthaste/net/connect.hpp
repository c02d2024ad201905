// SPDX-License-Identifier: MIT
// From a host and port to a connected TCP stream (or unix socket), by a proxy where one is given. Addresses are tried
// side by side (RFC 8305).
#pragma once

#include <posthaste/base/secret.hpp>
#include <posthaste/net/stream.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::net {

struct Endpoint {
    std::string host; // name (ASCII), IPv4, IPv6 without brackets; or
    std::uint16_t port = 0;
    std::string unix_path; // a unix socket when not empty

    bool srv = false; // host is a domain, whose servers are to be found first (net/srv.hpp)

    [[nodiscard]] std::string text() const; // "smtp.example.org:587", "[::1]:25", "unix:/run/x", "srv:example.org"
};

struct Connected {
    std::unique_ptr<Stream> stream; // non-blocking underneath, TCP_NODELAY set
    std::string peer;               // numeric address, or the path, or "HOST:PORT by PROXY"
    std::string local_address; // numeric address of our end, empty for unix and behind a proxy: for the EHLO literal
    bool loopback = false;     // the peer is this machine (127/8, ::1, unix): decided by the address, not the name;
                               // never behind a proxy, wherever that is
};

enum class ProxyKind : std::uint8_t { socks5, http };

struct Proxy {
    ProxyKind kind = ProxyKind::socks5; // RFC 1928 with RFC 1929, or CONNECT (RFC 9110 section 9.3.6)
    std::string host;
    std::uint16_t port = 0;
    std::string user; // empty: no login
    Secret password;

    [[nodiscard]] std::string text() const; // "socks5://proxy.example.org:1080": nothing about the login
};

struct ConnectOptions {
    std::chrono::milliseconds stagger{250}; // between one attempt and the next (RFC 8305 section 5)
    std::string source_address;             // numeric, of our end; empty: the system's choice
    std::optional<Proxy> proxy;             // not for unix sockets; the host's name is left to it to resolve
};

struct ConnectAttempt {
    std::string address; // numeric, or the path
    std::string failure; // empty: it stands, or was given up for one that does
    bool connected = false;
    std::chrono::microseconds took{0};
};

// How a connection came to be, or not, for who wants to know more than how it ended. Behind a proxy it is the proxy's
// name that is looked up, and its addresses that are tried.
struct ConnectRecord {
    std::vector<std::string> addresses; // numeric, in the order to try; empty when there are none, and for unix sockets
    std::vector<ConnectAttempt> attempts;
    std::chrono::microseconds lookup{0};
    std::optional<std::chrono::microseconds> tunnel; // what the proxy took, when it was reached
};

// One deadline for all of it. ErrorKind::no_host when the name does not exist (for good), connection (temporary) when
// the resolver failed, every address refused, or the proxy's connection could not be made; timeout when the deadline
// passed; interrupted when its interrupt came, before all else; config when the source address does not fit; auth when
// the proxy refuses the login. The message names host and port, and each reason once with the addresses that gave it,
// or the proxy and its words. record may be null.
[[nodiscard]] Result<Connected> connect(const Endpoint& endpoint, Deadline deadline, const ConnectOptions& options = {},
                                        ConnectRecord* record = nullptr);

} // namespace posthaste::net
