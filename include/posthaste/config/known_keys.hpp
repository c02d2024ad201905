// SPDX-License-Identifier: MIT
// Every key of the configuration, from the tables that read it: what the manual is held against.
#pragma once

#include <string>
#include <vector>

namespace posthaste::config {

// "default", "account", "account.NAME.server", "account.NAME.password.command", "route.from"; in the tables' order.
[[nodiscard]] std::vector<std::string> known_keys();

} // namespace posthaste::config
