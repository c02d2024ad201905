// SPDX-License-Identifier: MIT
#include "account_choice.hpp"
#include "account_desk.hpp"
#include "json_report.hpp"
#include "report.hpp"

#include <posthaste/config/config_file.hpp>

#include <unistd.h>

namespace posthaste::app {

namespace {

ExitStatus give_up(ByteSink& out, ByteSink& errors, const Error& error, bool json) {
    const auto status = exit_status_of(error.kind);
    say(errors, error.message);
    if (json && !out.write(json_error(error, status)))
        return ExitStatus::io_error;
    return status;
}

// --config, else POSTHASTE_CONFIG, else the user's own: never the system's, which is not the user's to change.
std::string path_of_config(const AccountOptions& options, const Caller& caller) {
    if (options.config)
        return *options.config;
    const auto environment = read_environment();
    return environment.config.empty() ? config::user_config_path(caller.home) : environment.config;
}

} // namespace

ExitStatus at_account_desk(const AccountOptions& options, AccountUseCase use_case) {
    SystemFileOps files;
    FdSink out(STDOUT_FILENO, "stdout");
    FdSink errors(STDERR_FILENO, "stderr");
    const auto caller = identify_caller();
    FdSource input(STDIN_FILENO, "stdin");
    auto terminal = SystemTerminal::open();
    AccountDesk desk{files,
                     out,
                     errors,
                     terminal ? &*terminal : nullptr,
                     input,
                     caller,
                     path_of_config(options, caller),
                     {},
                     net::look_up_srv};
    const auto status = use_case(desk, options);
    return status ? *status : give_up(out, errors, status.error(), options.json);
}

ExitStatus refuse_account(const Error& error, bool json) {
    FdSink out(STDOUT_FILENO, "stdout");
    FdSink errors(STDERR_FILENO, "stderr");
    return give_up(out, errors, error, json);
}

ExitStatus list_accounts(const AccountOptions& options) { return at_account_desk(options, list_at); }
ExitStatus show_account(const AccountOptions& options) { return at_account_desk(options, show_at); }
ExitStatus add_account(const AccountOptions& options) { return at_account_desk(options, add_at); }
ExitStatus remove_account(const AccountOptions& options) { return at_account_desk(options, remove_at); }
ExitStatus import_accounts(const AccountOptions& options) { return at_account_desk(options, import_at); }

} // namespace posthaste::app
