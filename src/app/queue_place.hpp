// SPDX-License-Identifier: MIT
// Where this user's queue is.
#pragma once

#include "caller.hpp"

#include <string>

namespace posthaste::app {

// Empty: nowhere, there is no home.
[[nodiscard]] std::string queue_directory(const Caller& caller);

} // namespace posthaste::app
