// SPDX-License-Identifier: MIT
// smtps://user@host:465, smtp://host (587, STARTTLS required), srv:domain: what `server` and --server hold.
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
    std::uint16_t port = 0;    // the scheme's when not given: 465, 587; 0 for srv
    std::string user;          // percent-decoded; may be empty
    bool srv = false;          // host is a domain whose SRV records name the servers (RFC 6186)
};

// Also a bare "host" or "host:port" (smtp://). A password in it is refused (it would show in argv), as are control
// characters and a path. ErrorKind::config with the value and what is wrong.
[[nodiscard]] Result<ServerUrl> parse_server_url(std::string_view text);

[[nodiscard]] bool is_ip_address(std::string_view text); // an IPv6 address may have a zone

} // namespace posthaste::config
