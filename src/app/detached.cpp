// SPDX-License-Identifier: MIT
#include "detached.hpp"

#include <posthaste/base/fd.hpp>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace posthaste::app {

namespace {

// What we opened ourselves closes on exec; the rest came from whoever started us: the lock of a script that says
// flock, a pipe that somebody reads to its end.
void close_what_was_inherited() {
    std::vector<int> inherited;
    std::error_code error;
    for (std::filesystem::directory_iterator each("/proc/self/fd", error), end; !error && each != end;
         each.increment(error)) {
        const auto name = each->path().filename().string();
        int fd = -1;
        std::from_chars(name.data(), name.data() + name.size(), fd);
        const int flags = fd > STDERR_FILENO ? ::fcntl(fd, F_GETFD) : -1;
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0)
            inherited.push_back(fd);
    }
    for (const int fd : inherited)
        ::close(fd);
}

void leave_everything() {
    ::setsid();
    const int moved = ::chdir("/"); // so that no file system is kept busy
    static_cast<void>(moved);
    const Fd nothing{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (!nothing.valid() || ::dup2(nothing.get(), fd) < 0)
            ::close(fd);
    }
    close_what_was_inherited();
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

} // namespace

bool detach(const std::function<void()>& work, std::span<const int> closed) {
    const pid_t child = ::fork();
    if (child != 0)
        return child > 0;
    for (const int fd : closed)
        ::close(fd);
    leave_everything();
    work();
    std::_Exit(EXIT_SUCCESS);
}

} // namespace posthaste::app
