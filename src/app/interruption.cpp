// SPDX-License-Identifier: MIT
#include "interruption.hpp"

#include <posthaste/base/descriptors.hpp>

#include <sys/signalfd.h>

namespace posthaste::app {

Interruption::Interruption(bool of_the_queue) {
    sigset_t ours;
    ::sigemptyset(&ours);
    ::sigaddset(&ours, SIGTERM);
    ::sigaddset(&ours, SIGHUP);
    if (of_the_queue)
        ::sigaddset(&ours, SIGINT);
    ::sigprocmask(SIG_BLOCK, &ours, &before_);
    descriptor_ = Fd{::signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK)};
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

bool Interruption::happened() const noexcept { return is_readable(descriptor_.get()); }

} // namespace posthaste::app
