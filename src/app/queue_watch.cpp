// SPDX-License-Identifier: MIT
#include "queue_watch.hpp"

#include <algorithm>
#include <array>
#include <poll.h>
#include <sys/inotify.h>

namespace posthaste::app {

QueueWatch::QueueWatch(std::string directory, std::chrono::seconds interval)
    : directory_(std::move(directory)), interval_(interval), events_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    listen();
}

void QueueWatch::listen() {
    listening_ = listening_ || (events_.valid() && ::inotify_add_watch(events_.get(), directory_.c_str(),
                                                                       IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) >= 0);
}

bool QueueWatch::wait(int interrupt) {
    listen();
    constexpr std::chrono::milliseconds longest = std::chrono::hours{24}; // poll takes an int
    std::array<pollfd, 2> waited{pollfd{interrupt, POLLIN, 0}, pollfd{events_.get(), POLLIN, 0}};
    const auto span = std::min<std::chrono::milliseconds>(interval_, longest);
    (void)::poll(waited.data(), waited.size(), static_cast<int>(span.count()));
    std::array<char, 4096> seen;
    while (events_.valid() && ::read(events_.get(), seen.data(), seen.size()) > 0) {
    }
    return interrupt < 0 || waited[0].revents == 0;
}

} // namespace posthaste::app
