// SPDX-License-Identifier: MIT
#include "wait.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <utility>

namespace posthaste::net {

// A hang-up counts, too: a descriptor that is no good must not be polled without end.
bool Deadline::interrupt_has_come() const {
    pollfd entry{interrupt_, POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0;
}

Waited wait_until(int fd, short events, Deadline deadline) {
    constexpr std::chrono::milliseconds longest = std::chrono::hours{1}; // poll takes an int
    const nfds_t count = deadline.interrupt() < 0 ? 1 : 2;
    for (;;) {
        std::array<pollfd, 2> entries{{{fd, events, 0}, {deadline.interrupt(), POLLIN, 0}}};
        const auto span = std::min(deadline.remaining(), longest);
        const int ready = ::poll(entries.data(), count, static_cast<int>(span.count()));
        if (ready > 0 && entries[1].revents != 0 && (entries[0].revents == 0 || (events & POLLOUT) != 0))
            return Waited::interrupted;
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return Waited::ready;
        if (deadline.passed())
            return Waited::late;
    }
}

std::unexpected<Error> not_ready(Waited waited, std::string late) {
    return waited == Waited::interrupted ? interrupted() : fail(ErrorKind::timeout, std::move(late));
}

std::unexpected<Error> interrupted() { return fail(ErrorKind::interrupted, "interrupted by a signal"); }

} // namespace posthaste::net
