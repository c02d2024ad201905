// SPDX-License-Identifier: MIT
// The same work in several processes, so that what ends one of them ends none of the others.
#pragma once

#include <posthaste/app/exit_status.hpp>

#include <cstddef>
#include <functional>

namespace posthaste::app {

// The worst of their statuses; try_later for one that was ended by a signal. Where no process can be made, the work is
// done here. interrupt: when it becomes readable, all of them are sent SIGTERM; -1: never.
[[nodiscard]] ExitStatus side_by_side(std::size_t workers, const std::function<ExitStatus()>& work, int interrupt);

} // namespace posthaste::app
