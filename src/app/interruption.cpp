// SPDX-License-Identifier: MIT
#include "interruption.hpp"

#include <poll.h>
#include <sys/signalfd.h>

namespace posthaste::app {

Interruption::Interruption() {
    sigset_t both;
    ::sigemptyset(&both);
    ::sigaddset(&both, SIGTERM);
    ::sigaddset(&both, SIGHUP);
    ::sigprocmask(SIG_BLOCK, &both, &before_);
    descriptor_ = Fd{::signalfd(-1, &both, SFD_CLOEXEC | SFD_NONBLOCK)};
    if (!descriptor_.valid())
        ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

// What has come is taken off first: the message is safe, or its fate was told, and that is what we have to say.
Interruption::~Interruption() {
    signalfd_siginfo taken;
    while (descriptor_.valid() && ::read(descriptor_.get(), &taken, sizeof taken) > 0) {
    }
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool Interruption::happened() const noexcept {
    pollfd entry{descriptor_.get(), POLLIN, 0};
    return descriptor_.valid() && ::poll(&entry, 1, 0) > 0;
}

} // namespace posthaste::app
