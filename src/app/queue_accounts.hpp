// SPDX-License-Identifier: MIT
// An account that is held, with all its messages, by a person or since its password was refused.
#pragma once

#include "queue_desk.hpp"

namespace posthaste::app {

// account: its name, or a server that messages in the queue go by. ErrorKind::config for a name that is neither:
// mail would go on although somebody thinks it is held.
[[nodiscard]] Result<ExitStatus> hold_account(const QueueDesk& desk, const QueueOptions& options,
                                              const std::string& account);
[[nodiscard]] Result<ExitStatus> release_account(const QueueDesk& desk, const QueueOptions& options,
                                                 const std::string& account);

} // namespace posthaste::app
