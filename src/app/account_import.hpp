// SPDX-License-Identifier: MIT
// Which files an import reads, and what they become.
#pragma once

#include "account_desk.hpp"

#include <posthaste/config/import.hpp>

#include <string>

namespace posthaste::app {

struct FoundImport {
    std::string file; // what was read
    config::Imported imported;
};

// ErrorKind::usage for an unknown format, no_input when there is nothing to import.
[[nodiscard]] Result<FoundImport> find_import(const AccountDesk& desk, const AccountOptions& options);

} // namespace posthaste::app
