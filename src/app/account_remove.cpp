// SPDX-License-Identifier: MIT
// `posthaste account remove`.
#include "account_desk.hpp"
#include "account_terminal.hpp"
#include "account_write.hpp"
#include "report.hpp"

#include <posthaste/config/config_edit.hpp>
#include <posthaste/config/config_file.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

Result<bool> is_agreed(AccountDesk& desk, const AccountOptions& options, const std::string& name,
                       const std::string& path) {
    if (options.yes)
        return true;
    if (desk.terminal == nullptr)
        return fail(ErrorKind::usage,
                    fmt::format("remove account {}? there is no terminal to ask at: say --yes", name));
    PH_ASSIGN(const auto answer, desk.terminal->ask(fmt::format("remove account {} from {}? [y/N] ", name, path)));
    return is_yes(answer);
}

} // namespace

Result<ExitStatus> remove_at(AccountDesk& desk, const AccountOptions& options) {
    const auto& name = options.words.front();
    if (desk.config_path.empty())
        return fail(ErrorKind::config, "no home directory is known: say --config FILE");
    PH_ASSIGN(const auto stored, read_stored(desk.config_path));
    PH_ASSIGN(const auto config, config::parse_config(stored.text, stored.path));
    PH_ASSIGN(const auto* account, config.account(name));
    auto text = config::without_account(stored.text, name);
    if (!text)
        return with_context(stored.path, std::move(text).error());
    PH_ASSIGN(const bool agreed, is_agreed(desk, options, name, stored.path));
    if (!agreed)
        return ExitStatus::ok;
    PH_TRY(replace_stored(desk.files, stored, *text, Visibility::usual));
    if (const auto secret = own_secret(config, desk.config_path, account->name); !secret.empty())
        PH_TRY(desk.files.unlink(secret));
    if (!options.quiet)
        say(desk.errors, fmt::format("removed {} from {}", name, stored.path));
    return ExitStatus::ok;
}

} // namespace posthaste::app
