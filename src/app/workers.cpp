// SPDX-License-Identifier: MIT
#include "workers.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
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

} // namespace

ExitStatus side_by_side(std::size_t workers, const std::function<ExitStatus()>& work) {
    std::vector<pid_t> started;
    for (std::size_t i = 0; i < workers; ++i) {
        const pid_t child = ::fork();
        if (child == 0)
            std::_Exit(static_cast<int>(work()));
        if (child > 0)
            started.push_back(child);
    }
    ExitStatus worst = started.empty() ? work() : ExitStatus::ok;
    for (const auto worker : started)
        worst = std::max(worst, status_of(worker));
    return worst;
}

} // namespace posthaste::app
