// SPDX-License-Identifier: MIT
// Which account a message goes by: the command line before the environment before the configuration.
#pragma once

#include <posthaste/app/submit.hpp>
#include <posthaste/config/config.hpp>

#include <optional>

namespace posthaste::app {

// The variables POSTHASTE_*, for containers and CI.
struct Environment {
    std::string config, account, server, user, password_command, password_file, from, tls_ca, queue;
    bool has_password = false; // POSTHASTE_PASSWORD is set; its value is read when it is needed
};
[[nodiscard]] Environment read_environment();

// nullopt: no server is configured, so that only this machine's users can be reached. A server named by option or
// variable makes an account of its own that takes nothing from the configured ones: their passwords are not for it.
// POSTHASTE_PASSWORD and the like belong to such a server alone. ErrorKind::config for an account that is unknown or
// has no server; ErrorKind::usage for a value that will not do.
[[nodiscard]] Result<std::optional<config::Account>>
choose_account(const SubmitOptions& options, const Environment& environment, const config::Config& config,
               const std::optional<mail::Address>& sender, const std::vector<mail::Address>& recipients);

} // namespace posthaste::app
