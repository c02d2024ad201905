// SPDX-License-Identifier: MIT
// socks5://user:password@host:1080, http://host:3128: what `proxy` and --proxy hold.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::config {

struct ProxyUrl {
    bool http = false; // else SOCKS 5
    std::string host;  // no brackets
    std::uint16_t port = 0;
    std::string user;     // percent-decoded; may be empty
    std::string password; // likewise; in no message
};

// ErrorKind::config with what is wrong and the value without the password.
[[nodiscard]] Result<ProxyUrl> parse_proxy_url(std::string_view text);

} // namespace posthaste::config
