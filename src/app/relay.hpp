// SPDX-License-Identifier: MIT
// An account as the settings of a connection, with its password fetched.
#pragma once

#include "caller.hpp"

#include <posthaste/config/config.hpp>
#include <posthaste/delivery/smtp_transport.hpp>

namespace posthaste::app {

[[nodiscard]] smtp::TlsUse tls_use_of(const config::Account& account, const config::ServerUrl& server) noexcept;
// Without a directory for sessions: what is tried out leaves nothing behind.
[[nodiscard]] net::TlsSettings trust_of(const config::Account& account);
[[nodiscard]] net::Endpoint endpoint_of(const config::ServerUrl& server);

// All of an account's, in the order they are tried: "host:port".
[[nodiscard]] std::vector<std::string> server_names(const config::Account& account);
// ErrorKind::config for what the account says of its servers and would do nothing, or not what it says.
[[nodiscard]] Status check_servers(const config::Account& account);

// ErrorKind::config when the password cannot be had. Runs the account's password command.
[[nodiscard]] Result<delivery::SmtpSettings> relay_settings(const config::Account& account, const Caller& caller);

} // namespace posthaste::app
