// SPDX-License-Identifier: MIT
// What `server` and --server hold: smtps://user@host:465, smtp://host (587, STARTTLS required), lmtp://host (24),
// srv:domain; for the unix socket /run/x lmtp:///run/x by LMTP, unix:/run/x or /run/x by SMTP.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::config {

enum class TlsMode : std::uint8_t { by_scheme, none, starttls, implicit };

struct ServerUrl {
    bool implicit_tls = false; // smtps
    std::string host;          // no brackets
    std::uint16_t port = 0;    // the scheme's when not given: 465, 587, 24; 0 for srv
    std::string user;          // percent-decoded; may be empty
    bool lmtp = false;         // RFC 2033
    std::string unix_path;     // of a socket, absolute, short enough for one; then host, port and user are empty
    bool srv = false;          // host is a domain whose SRV records name the servers (RFC 6186)
};

// Also a bare "host" or "host:port" (smtp://), and Postfix' lmtp:unix:/run/x. A password in it is refused (it would
// show in argv), as are control characters, a path behind a host, and a user with a socket. ErrorKind::config with the
// value and what is wrong.
[[nodiscard]] Result<ServerUrl> parse_server_url(std::string_view text);

[[nodiscard]] bool is_ip_address(std::string_view text); // an IPv6 address may have a zone
// localhost, 127.0.0.0/8, ::1: by what is written, not by what a name resolves to.
[[nodiscard]] bool names_this_machine(std::string_view host);

} // namespace posthaste::config
