// SPDX-License-Identifier: MIT
// Running the command that prints a password.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>

namespace posthaste::config {

// By /bin/sh -c, with stdin from /dev/null and stderr left to the user; gives stdout, at most 64 KiB.
// ErrorKind::config with the exit status or signal when it fails.
[[nodiscard]] Result<std::string> run_secret_command(const std::string& command);

} // namespace posthaste::config
