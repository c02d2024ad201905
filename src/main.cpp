// SPDX-License-Identifier: MIT
#include <posthaste/cli/command_line.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace {

// A caller may have closed stdin, stdout or stderr: what is opened next would take its number, and a password file or
// the server be written to as if it were the terminal.
bool open_standard_descriptors() {
    for (;;) {
        const int fd = ::open("/dev/null", O_RDWR);
        if (fd < 0)
            return false;
        if (fd > STDERR_FILENO)
            return ::close(fd) == 0;
    }
}

} // namespace

int main(int argc, char** argv) {
    constexpr int os_file_error = 72; // EX_OSFILE of sysexits(3)
    if (!open_standard_descriptors())
        return os_file_error;
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c) it cannot fail for SIGPIPE
    return posthaste::cli::run(argc, argv);
}
