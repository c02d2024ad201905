// SPDX-License-Identifier: MIT
// What the use cases of `posthaste account` have in common, with what is asked of the machine as values.
#pragma once

#include "account_terminal.hpp"
#include "caller.hpp"

#include <posthaste/app/account.hpp>
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/file_ops.hpp>
#include <posthaste/net/srv.hpp>

#include <string>

namespace posthaste::app {

struct AccountDesk {
    FileOps& files;
    ByteSink& out;
    ByteSink& errors;
    Terminal* terminal; // null: there is nobody to ask
    ByteSource& input;  // for --password-stdin
    Caller caller;
    std::string config_path; // of the file that is changed; empty: no home is known
    std::string root;        // in front of the system's paths; empty but in tests
    net::SrvLookup look_up_srv;
    std::string service_group = "posthaste"; // which reads the system service's account
};

using AccountUseCase = Result<ExitStatus> (*)(AccountDesk& desk, const AccountOptions& options);

// At the user's files and streams.
[[nodiscard]] ExitStatus at_account_desk(const AccountOptions& options, AccountUseCase use_case);

[[nodiscard]] Result<ExitStatus> list_at(AccountDesk& desk, const AccountOptions& options);
[[nodiscard]] Result<ExitStatus> show_at(AccountDesk& desk, const AccountOptions& options);
[[nodiscard]] Result<ExitStatus> add_at(AccountDesk& desk, const AccountOptions& options);
[[nodiscard]] Result<ExitStatus> remove_at(AccountDesk& desk, const AccountOptions& options);
[[nodiscard]] Result<ExitStatus> import_at(AccountDesk& desk, const AccountOptions& options);

} // namespace posthaste::app
