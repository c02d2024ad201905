// SPDX-License-Identifier: MIT
// Where the mail of an address is handed in, and who logs in there: by what is given, by provider, by SRV records, or
// by asking.
#pragma once

#include "account_desk.hpp"

#include <posthaste/config/providers.hpp>
#include <posthaste/mail/address.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

struct SettledServer {
    const config::Provider* provider = nullptr;
    std::vector<std::string> urls; // none: the provider's
    std::string user;
    bool user_is_usual = false; // what the provider stands for without being told
};

// ErrorKind::usage for what is given wrongly, or when there is nobody to ask.
[[nodiscard]] Result<SettledServer> settle_server(AccountDesk& desk, const AccountOptions& options,
                                                  const mail::Address& address);

} // namespace posthaste::app
