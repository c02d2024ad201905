// SPDX-License-Identifier: MIT
// What `posthaste serve` is to be, out of its options and the configuration: judged before anybody can call.
#pragma once

#include "caller.hpp"
#include "reception.hpp"
#include "serve_socket.hpp"
#include "served_connection.hpp"

#include <posthaste/app/serve.hpp>
#include <posthaste/config/config.hpp>
#include <posthaste/net/tls_server.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

struct ServeSetup {
    config::ServeSettings settings;
    std::string domain; // of users' names
    std::string host;   // how we introduce ourselves
    std::optional<Inbox> inbox;
    std::optional<net::TlsServerContext> tls;
    Users users;
    std::vector<Listener> listeners; // none: stdin and stdout
};

// ErrorKind::usage and config for what is wrong; nothing is left behind then.
[[nodiscard]] Result<ServeSetup> set_up(const ServeOptions& options, const Caller& caller);

// NAME:PASSWORD on each line; empty lines and those that begin with '#' are left out. ErrorKind::config for a line that
// is neither, a name given twice, and a file that others can read.
[[nodiscard]] Result<Users> read_users(const std::string& path);

} // namespace posthaste::app
