// SPDX-License-Identifier: MIT
// The use cases behind `posthaste account`: the accounts of the configuration, as a file that is changed. Results are
// on stdout, questions at the terminal, everything else on stderr; no password is ever shown.
//
// Exit statuses: ok; what exit_status_of() has for errors; usage: something is to be asked and there is no terminal.
#pragma once

#include <posthaste/app/exit_status.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

// What the command line asks for, word by word; nothing of it has been judged yet.
struct AccountOptions {
    std::vector<std::string> words;    // names, addresses, files
    std::optional<std::string> config; // the file that is read and changed, in place of the user's
    bool json = false;
    bool quiet = false;               // no word of what was done
    bool yes = false;                 // remove: do not ask
    bool replace = false;             // accounts of the same name, and the file of --output
    std::optional<std::string> store; // where passwords go: file (the default) or config

    // add
    std::optional<std::string> name, server, user, provider, tls_ca;
    std::optional<std::string> password_command, password_file; // where it comes from, in place of storing it
    bool password_stdin = false;                                // its first line, in place of asking
    bool make_default = false;
    bool no_check = false; // do not try to log in
    bool system = false;   // for the system service, and all users by it

    // import
    std::optional<std::string> format; // msmtp ...; else by the file
    std::optional<std::string> output; // in place of the configuration
    bool dry_run = false;              // print, and write nothing
};

// All accounts, the default marked. One with all its settings, whatever says them.
[[nodiscard]] ExitStatus list_accounts(const AccountOptions& options);
[[nodiscard]] ExitStatus show_account(const AccountOptions& options);
// Server and user by what is given, the provider, or SRV records of the address' domain; then a login is tried; only
// then is anything written.
[[nodiscard]] ExitStatus add_account(const AccountOptions& options);
// With the file of its password, where it is the one that adding it made.
[[nodiscard]] ExitStatus remove_account(const AccountOptions& options);
[[nodiscard]] ExitStatus import_accounts(const AccountOptions& options);

// What they do when they cannot go on, for an error found before.
[[nodiscard]] ExitStatus refuse_account(const Error& error, bool json);

} // namespace posthaste::app
