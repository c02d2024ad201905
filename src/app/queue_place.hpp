// SPDX-License-Identifier: MIT
// Where this user's queue is.
#pragma once

#include "caller.hpp"

#include <string>

namespace posthaste::app {

// $XDG_STATE_HOME/posthaste/queue; else the system's spool, for the user to whom it belongs (a service's own, or root);
// else below the home directory. Empty: nowhere, there is no home.
[[nodiscard]] std::string queue_directory(const Caller& caller,
                                          const std::string& system_spool = "/var/spool/posthaste");

} // namespace posthaste::app
