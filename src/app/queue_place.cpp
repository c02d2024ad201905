// SPDX-License-Identifier: MIT
#include "queue_place.hpp"

namespace posthaste::app {

std::string queue_directory(const Caller& caller) {
    const auto state = state_directory(caller);
    return state.empty() ? state : state + "/queue";
}

} // namespace posthaste::app
