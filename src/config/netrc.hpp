// SPDX-License-Identifier: MIT
// The .netrc format of ftp(1), with curl's quoting: machine, default, login, password, account, macdef, comments.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/secret.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::config {

struct NetrcEntry {
    std::optional<std::string> machine; // nullopt: default
    std::string login;
    Secret password;
};

// ErrorKind::config with the line; what stands there is not repeated, it may be part of a password.
[[nodiscard]] Result<std::vector<NetrcEntry>> parse_netrc(std::string_view text);

// The first entry with a password for this host (compared without case) or the default; when user is not empty, the
// entry's login must be the same or absent. nullptr: none.
[[nodiscard]] const NetrcEntry* find_netrc(const std::vector<NetrcEntry>& entries, std::string_view host,
                                           std::string_view user);

} // namespace posthaste::config
