// SPDX-License-Identifier: MIT
#include "detached.hpp"

#include <posthaste/base/fd.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace posthaste::app {

namespace {

// What we open ourselves has FD_CLOEXEC; what our caller left open to us cannot have it. A pipe or a listening socket
// of his is not to be kept from its end by us.
void close_what_is_not_ours() {
    std::vector<int> open;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error))
        open.push_back(std::atoi(entry.path().filename().c_str())); // NOLINT(cert-err34-c): the kernel writes numbers
    for (const int fd : open) {
        const int flags = fd > STDERR_FILENO ? ::fcntl(fd, F_GETFD) : -1;
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0)
            ::close(fd);
    }
}

void leave_everything() {
    close_what_is_not_ours();
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
