// SPDX-License-Identifier: MIT
// `posthaste account add --system`: the relay of the whole machine. Its account and password go where the system
// service alone reads them (service.toml, root:posthaste 0640), and everybody's configuration names the service's
// socket.
#pragma once

#include "account_desk.hpp"
#include "account_write.hpp"

namespace posthaste::app {

// From here on the desk changes service.toml. ErrorKind::auth for those who are not root, usage with --config.
[[nodiscard]] Status begin_system(AccountDesk& desk, const AccountOptions& options);
// When the account is written: lets the service's group read it, if there is such a group, and has mail of all users go
// to the socket, unless config.toml names a default already. Gives what was not done.
[[nodiscard]] Result<std::vector<std::string>> finish_system(AccountDesk& desk, const ConfigChange& change);

} // namespace posthaste::app
