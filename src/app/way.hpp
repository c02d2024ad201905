// SPDX-License-Identifier: MIT
// The way a message goes, as the queue remembers it: the options by which its account was found, so that they find it
// again when it is sent. A password is never among them, only where it comes from.
#pragma once

#include "account_choice.hpp"

#include <posthaste/spool/entry.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

struct Way {
    std::string route; // the account's name or its server: what shares a fate; empty: the mailboxes of this machine
    std::vector<spool::Setting> settings;
};

// account: what was chosen by these options in this environment; null: none. Paths are made absolute.
[[nodiscard]] Way way_of(const SubmitOptions& options, const Environment& environment, const config::Account* account);

// Of a message for this machine's users and what its alias files name, by whose configuration these are found again.
[[nodiscard]] Way way_home(const SubmitOptions& options, const Environment& environment);

// Whether the password is in POSTHASTE_PASSWORD of whoever runs the queue: a timer has no such variable.
[[nodiscard]] bool needs_variable(const spool::Entry& entry);

struct WayOptions {
    SubmitOptions options; // those of the account alone
    Environment environment;
};
// ErrorKind::data for a setting that is not known.
[[nodiscard]] Result<WayOptions> read_way(const std::vector<spool::Setting>& settings);

} // namespace posthaste::app
