// SPDX-License-Identifier: MIT
// Accounts into a configuration that may be there already, with their passwords beside it: all of it or nothing.
#pragma once

#include "account_desk.hpp"
#include "config_store.hpp"

#include <posthaste/base/secret.hpp>
#include <posthaste/config/config.hpp>
#include <posthaste/config/import.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace posthaste::app {

enum class Store : std::uint8_t { file, config };
[[nodiscard]] Result<Store> store_of(const AccountOptions& options);

struct SecretFile {
    std::string path;
    Secret secret;
};

// What the configuration has, and may be there once only.
struct Present {
    bool log = false, queue = false;
    const std::vector<config::Route>& routes;
};

struct ConfigChange {
    std::string path;
    bool is_new = false;  // the file must not be there, unless replace
    bool replace = false; // accounts of these names, else they must not be there
    std::vector<std::string> names;
    std::string default_account;                               // unless the file names one; empty: none
    bool is_default = false;                                   // whatever the file names
    std::vector<config::ImportedLine> top;                     // unless the file has the key
    std::function<std::string(const Present& present)> tables; // as text, without what is there already
    std::vector<SecretFile> secrets;
    Visibility visibility = Visibility::usual;
};

struct Changed {
    std::string text;
    std::vector<std::string> notes; // what was not done as wanted
};

// The text that old becomes. ErrorKind::config when our own parser does not take it; cannot_create when an account of
// the name is there.
[[nodiscard]] Result<Changed> changed_text(const std::string& old, const ConfigChange& change);
// Secrets first, then the file. When that fails, the secrets go again.
[[nodiscard]] Result<Changed> apply_change(AccountDesk& desk, const ConfigChange& change);

[[nodiscard]] std::string absolute_path(const std::string& path);

} // namespace posthaste::app
