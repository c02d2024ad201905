// SPDX-License-Identifier: MIT
// Where a user's own configuration lies.
#pragma once

#include <string>

namespace posthaste::config {

// $XDG_CONFIG_HOME/posthaste, or below the home directory; empty: nowhere.
[[nodiscard]] std::string user_directory(const std::string& home);

// "~/x" to a path; others, and where there is no home, stay as they are.
void expand_home(std::string& path, const std::string& home);

} // namespace posthaste::config
