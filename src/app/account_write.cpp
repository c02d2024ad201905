// SPDX-License-Identifier: MIT
#include "account_write.hpp"

#include <posthaste/config/config_edit.hpp>
#include <posthaste/config/config_file.hpp>
#include <posthaste/config/toml_text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <limits.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

bool has_account(const config::Config& config, const std::string& name) {
    return std::ranges::find(config.accounts, name, &config::Account::name) != config.accounts.end();
}

// A file with one account needs no default, until there is a second one: then mail would go by none.
Status choose_default(Changed& changed, const config::Config& old, const ConfigChange& change) {
    auto wanted = change.default_account;
    const bool is_only = old.accounts.size() == 1 && !has_account(old, wanted) && !change.is_default;
    if (!old.default_account.empty() && !change.is_default)
        wanted = old.default_account;
    else if (old.default_account.empty() && is_only)
        wanted = old.accounts.front().name;
    if (wanted.empty() || wanted == old.default_account)
        return {};
    PH_ASSIGN(changed.text, config::with_key(changed.text, "default", config::toml_string(wanted)));
    return {};
}

Status add_keys(Changed& changed, const ConfigChange& change) {
    for (const auto& line : change.top) {
        if (config::has_key(changed.text, line.key)) {
            changed.notes.push_back(fmt::format("{} is there already, and stays as it is", line.key));
            continue;
        }
        PH_ASSIGN(changed.text, config::with_key(changed.text, line.key, line.value));
    }
    return {};
}

Status take_out_old(Changed& changed, const config::Config& old, const ConfigChange& change) {
    for (const auto& name : change.names) {
        if (!has_account(old, name))
            continue;
        if (!change.replace)
            return fail(ErrorKind::cannot_create, fmt::format("account \"{}\" is in {} already: say --replace to have "
                                                              "it replaced, or another name",
                                                              name, change.path));
        PH_ASSIGN(changed.text, config::without_account(changed.text, name, config::References::kept));
    }
    return {};
}

// New secrets are nobody's until the configuration names them, and go again when it does not come to that. The old ones
// are replaced last: an account must not lose its password to a change that fails.
Status put_in_place(std::vector<ReadyText>& added, ReadyText& config, std::vector<ReadyText>& replaced) {
    for (auto& each : added)
        PH_TRY(each.add());
    PH_TRY(config.replace());
    for (auto& each : added)
        each.keep();
    for (auto& each : replaced)
        PH_TRY(each.replace());
    for (const auto& each : replaced)
        PH_TRY(each.sync());
    return config.sync();
}

} // namespace

Result<Store> store_of(const AccountOptions& options) {
    if (!options.store || *options.store == "file")
        return Store::file;
    if (*options.store == "config")
        return Store::config;
    return fail(ErrorKind::usage, fmt::format("--store \"{}\": must be file or config", *options.store));
}

Result<Changed> changed_text(const std::string& old_text, const ConfigChange& change) {
    PH_ASSIGN(const auto old, config::parse_config(old_text, change.path));
    Changed changed{old_text, {}};
    PH_TRY(take_out_old(changed, old, change));
    PH_TRY(choose_default(changed, old, change));
    PH_TRY(add_keys(changed, change));
    const Present present{config::has_key(changed.text, "log"), config::has_key(changed.text, "queue"), old.routes};
    changed.text = config::with_tables(changed.text, change.tables(present));
    if (const auto judged = config::parse_config(changed.text, change.path); !judged)
        return fail(ErrorKind::config, fmt::format("{} would not be understood any more, and stays as it is: {}",
                                                   change.path, judged.error().message));
    return changed;
}

Result<Changed> apply_change(AccountDesk& desk, const ConfigChange& change) {
    PH_ASSIGN(auto stored, read_stored(change.path));
    if (change.is_new && stored.status && !change.replace)
        return fail(ErrorKind::cannot_create, fmt::format("{} is there already: say --replace", change.path));
    if (change.is_new)
        stored.text.clear();
    PH_ASSIGN(auto changed, changed_text(stored.text, change));
    std::vector<ReadyText> added, replaced;
    for (const auto& each : change.secrets) {
        PH_ASSIGN(auto ready, ready_secret(desk.files, each.path, each.secret.reveal()));
        (each.replaces ? replaced : added).push_back(std::move(ready));
    }
    const bool is_systems = absolute_path(change.path) == system_config_path(desk);
    const auto visibility =
        is_systems && change.visibility == Visibility::usual ? Visibility::everyone : change.visibility;
    PH_ASSIGN(auto config, ReadyText::write(desk.files, stored, changed.text, visibility));
    PH_TRY(put_in_place(added, config, replaced));
    return changed;
}

std::string system_config_path(const AccountDesk& desk) { return desk.root + "/etc/posthaste/config.toml"; }

std::string own_secret(const config::Config& config, const std::string& config_path, const std::string& account) {
    const auto found = std::ranges::find(config.accounts, account, &config::Account::name);
    if (found == config.accounts.end() || !is_secret_path(found->password.file, absolute_path(config_path), account))
        return {};
    const auto& path = found->password.file;
    const auto users =
        std::ranges::count_if(config.accounts, [&](const auto& each) { return each.password.file == path; });
    return users == 1 ? path : std::string{};
}

std::string add_secret(FileOps& files, ConfigChange& change, std::string_view old, const std::string& account,
                       Secret secret) {
    const auto config = config::parse_config(std::string(old), change.path);
    auto owned = config && change.replace ? own_secret(*config, change.path, account) : std::string{};
    const auto is_used = [&](const std::string& path) {
        return std::ranges::find(change.secrets, path, &SecretFile::path) != change.secrets.end();
    };
    if (!owned.empty() && !is_used(owned)) {
        change.secrets.push_back({owned, std::move(secret), true});
        return owned;
    }
    auto path = absolute_path(secret_path(change.path, account));
    for (int number = 2; is_used(path) || files.status_of(path); ++number)
        path = absolute_path(secret_path(change.path, account, number));
    change.secrets.push_back({path, std::move(secret), false});
    return path;
}

std::string absolute_path(const std::string& path) {
    if (path.starts_with('/'))
        return path;
    std::string directory(PATH_MAX, '\0');
    if (::getcwd(directory.data(), directory.size()) == nullptr)
        return path;
    directory.resize(directory.find('\0'));
    return fmt::format("{}/{}", directory, path.starts_with("./") ? path.substr(2) : path);
}

} // namespace posthaste::app
