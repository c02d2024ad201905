// SPDX-License-Identifier: MIT
#include "detached.hpp"

#include <posthaste/base/fd.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

void leave_everything() {
    ::setsid();
    const int moved = ::chdir("/"); // so that no file system is kept busy
    static_cast<void>(moved);
    const Fd nothing{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (!nothing.valid() || ::dup2(nothing.get(), fd) < 0)
            ::close(fd);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

} // namespace

bool detach(const std::function<void()>& work) {
    const pid_t child = ::fork();
    if (child != 0)
        return child > 0;
    leave_everything();
    work();
    std::_Exit(EXIT_SUCCESS);
}

} // namespace posthaste::app
