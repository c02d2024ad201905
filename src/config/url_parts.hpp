// SPDX-License-Identifier: MIT
// What the URLs of servers and proxies have in common: user, host and port, and errors that show no password.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::config {

struct UrlText {
    std::string_view what; // "server", for errors
    std::string_view text; // the whole URL
};

struct Authority { // views into the URL
    std::string_view user, host, port;
    bool has_port = false;
};

// ErrorKind::config: `what "TEXT": reason`, without what may be a password in it.
[[nodiscard]] std::unexpected<Error> wrong_url(const UrlText& url, std::string_view reason);
// The scheme in lower case, or empty; rest: what follows it.
[[nodiscard]] std::string take_scheme(std::string_view text, std::string_view& rest);
// rest: the URL without its scheme. A path or query is refused.
[[nodiscard]] Result<Authority> split_authority(const UrlText& url, std::string_view rest);
[[nodiscard]] Result<std::string> host_of(const UrlText& url, std::string_view host); // without brackets, A-labels
[[nodiscard]] Result<std::uint16_t> port_of(const UrlText& url, const Authority& parts, std::uint16_t otherwise);
// Nothing when an escape is not one, or stands for a control character.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

} // namespace posthaste::config
