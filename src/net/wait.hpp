// SPDX-License-Identifier: MIT
// poll(2) for one descriptor with a deadline.
#pragma once

#include <posthaste/net/deadline.hpp>

#include <algorithm>
#include <cerrno>
#include <poll.h>

namespace posthaste::net {

// False when the deadline passed. Errors and hang-ups count as ready: the call that follows says which it is. A signal
// does not end the wait; a handler that wants it ended calls shutdown(2) on the descriptor.
[[nodiscard]] inline bool wait_until(int fd, short events, Deadline deadline) {
    constexpr std::chrono::milliseconds longest = std::chrono::hours{1}; // poll takes an int
    for (;;) {
        pollfd entry{fd, events, 0};
        const auto span = std::min(deadline.remaining(), longest);
        const int ready = ::poll(&entry, 1, static_cast<int>(span.count()));
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true;
        if (deadline.passed())
            return false;
    }
}

} // namespace posthaste::net
