// SPDX-License-Identifier: MIT
#include "user_directory.hpp"

#include <cstdlib>
#include <fmt/format.h>

namespace posthaste::config {

// The XDG base directory specification: a path that is not absolute is to be ignored.
std::string user_directory(const std::string& home) {
    const char* configured = std::getenv("XDG_CONFIG_HOME");
    if (configured != nullptr && *configured == '/')
        return fmt::format("{}/posthaste", configured);
    return home.empty() ? std::string{} : home + "/.config/posthaste";
}

void expand_home(std::string& path, const std::string& home) {
    if (path.starts_with("~/") && !home.empty())
        path.replace(0, 1, home);
}

} // namespace posthaste::config
