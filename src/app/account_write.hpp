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
#include <string_view>
#include <vector>

namespace posthaste::app {

enum class Store : std::uint8_t { file, config };
[[nodiscard]] Result<Store> store_of(const AccountOptions& options);

struct SecretFile {
    std::string path;
    Secret secret;
    bool replaces = false; // a file that only the account has which is replaced; else there must be none
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
    Visibility visibility = Visibility::usual; // usual: the system's is everyone's
};

struct Changed {
    std::string text;
    std::vector<std::string> notes; // what was not done as wanted
};

// The text that old becomes. ErrorKind::config when our own parser does not take it; cannot_create when an account of
// the name is there.
[[nodiscard]] Result<Changed> changed_text(const std::string& old, const ConfigChange& change);
// Chooses where the password of an account goes, and says it: to a name beside the configuration that is free, or,
// where an account is replaced, to the file that it alone has. old: what the change is made to.
[[nodiscard]] std::string add_secret(FileOps& files, ConfigChange& change, std::string_view old,
                                     const std::string& account, Secret secret);
// The file of a password that only this account has, and was made for it by add_secret(); empty: none.
[[nodiscard]] std::string own_secret(const config::Config& config, const std::string& config_path,
                                     const std::string& account);
// All that is new is written before anything that is there is touched; what fails leaves all as it was.
[[nodiscard]] Result<Changed> apply_change(AccountDesk& desk, const ConfigChange& change);

[[nodiscard]] std::string absolute_path(const std::string& path);
// What every user reads who has none of his own.
[[nodiscard]] std::string system_config_path(const AccountDesk& desk);

} // namespace posthaste::app
