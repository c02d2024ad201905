// SPDX-License-Identifier: MIT
// The same work in several processes, so that what ends one of them ends none of the others.
#pragma once

#include <posthaste/app/exit_status.hpp>

#include <cstddef>
#include <functional>

namespace posthaste::app {

// The worst of their statuses; try_later for one that was ended by a signal. Where no process can be made, the work is
// done here.
[[nodiscard]] ExitStatus side_by_side(std::size_t workers, const std::function<ExitStatus()>& work);

} // namespace posthaste::app
