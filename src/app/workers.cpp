// SPDX-License-Identifier: MIT
#include "workers.hpp"

#include <posthaste/base/fd.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace posthaste::app {

namespace {

ExitStatus status_of(pid_t worker) {
    int status = 0;
    while (::waitpid(worker, &status, 0) < 0) {
        if (errno != EINTR)
            return ExitStatus::try_later;
    }
    return WIFEXITED(status) ? static_cast<ExitStatus>(WEXITSTATUS(status)) : ExitStatus::try_later;
}

// A pipe whose other end the workers have: it is at its end when the last of them is.
struct Lifeline {
    Fd ours, theirs;
};

Lifeline make_lifeline() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return {};
    return {Fd{ends[0]}, Fd{ends[1]}};
}

// Until all have ended, or are told to. Without a lifeline they are waited for and told nothing.
void watch_over(const std::vector<pid_t>& workers, int lifeline, int interrupt) {
    std::array<pollfd, 2> waited{pollfd{lifeline, POLLIN, 0}, pollfd{interrupt, POLLIN, 0}};
    while (lifeline >= 0 && waited[0].revents == 0) {
        if (::poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR)
            return;
        if (waited[1].revents == 0)
            continue;
        for (const auto worker : workers)
            ::kill(worker, SIGTERM); // none of them has been waited for: the number is still his
        return;
    }
}

} // namespace

ExitStatus side_by_side(std::size_t workers, const std::function<ExitStatus()>& work, int interrupt) {
    auto lifeline = make_lifeline();
    std::vector<pid_t> started;
    for (std::size_t i = 0; i < workers; ++i) {
        const pid_t child = ::fork();
        if (child == 0)
            std::_Exit(static_cast<int>(work()));
        if (child > 0)
            started.push_back(child);
    }
    lifeline.theirs = {};
    ExitStatus worst = started.empty() ? work() : ExitStatus::ok;
    watch_over(started, started.empty() ? -1 : lifeline.ours.get(), interrupt);
    for (const auto worker : started)
        worst = std::max(worst, status_of(worker));
    return worst;
}

} // namespace posthaste::app
