// SPDX-License-Identifier: MIT
#include <posthaste/app/exit_status.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/cli/command_line.hpp>

#include <csignal>
#include <fcntl.h>
#include <new>
#ifdef PH_STATIC_PIE
#include <nss.h>
#endif
#include <unistd.h>

namespace {

using posthaste::app::ExitStatus;

int give_up(std::string_view why, ExitStatus status) {
    (void)posthaste::write_all(STDERR_FILENO, why);
    return static_cast<int>(status);
}

// A caller may have closed stdin, stdout or stderr: what is opened next would take its number, and a password file or
// the server be written to as if it were the terminal. Reading a stdin that was closed is to fail: it was no message.
bool open_standard_descriptors() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) != -1)
            continue;
        if (::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDWR) != fd) // the lowest that is free
            return false;
    }
    return true;
}

// What nsswitch.conf names besides, glibc would load as modules of a shared glibc, into a program that has its own.
void keep_to_what_is_inside() {
#ifdef PH_STATIC_PIE
    ::__nss_configure_lookup("hosts", "files dns");
    for (const char* database : {"passwd", "group", "services", "protocols", "networks"})
        ::__nss_configure_lookup(database, "files");
#endif
}

} // namespace

int main(int argc, char** argv) {
    if (!open_standard_descriptors())
        return give_up("posthaste: cannot open /dev/null in place of a closed descriptor\n", ExitStatus::io_error);
    keep_to_what_is_inside();
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c) neither can fail
    std::signal(SIGXFSZ, SIG_IGN); // NOLINT(cert-err33-c) a file over the limit is an error of write(2)
    try {
        return posthaste::cli::run(argc, argv);
    } catch (const std::bad_alloc&) {
        return give_up("posthaste: out of memory; try again later\n", ExitStatus::try_later);
    }
}
