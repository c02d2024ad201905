// SPDX-License-Identifier: MIT
// The options of `posthaste account`, and its commands: the first word that is no option.
#pragma once

#include <posthaste/app/account.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/cli/listing.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::cli {

struct AccountRequest {
    bool help = false;
    std::string_view help_about; // the command that was named with --help; empty: all of them
    app::AccountOptions account;
    app::ExitStatus (*command)(const app::AccountOptions& options) = nullptr; // null: help is wanted
};

// words: all behind "account". ErrorKind::usage for an unknown command or option, an option that the command does not
// have, one without its value, and more or fewer words than the command takes.
[[nodiscard]] Status take_account_options(const std::vector<std::string>& words, AccountRequest& request);

// about: a command, for its own options alone; empty: all.
[[nodiscard]] std::string account_help_text(std::string_view about = {});
[[nodiscard]] ListedCommand account_listing();

} // namespace posthaste::cli
