// SPDX-License-Identifier: MIT
#include "background.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace posthaste::net {
namespace {

// Or a signal that the program waits for would end it in a thread that was left behind.
TEST(Background, KeepsSignalsBlocked) {
    sigset_t blocked, before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::sigaddset(&blocked, SIGHUP);
    ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
    const Fd answer_from = start_in_background([](int answer_to) {
        sigset_t mask;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
        const char both = ::sigismember(&mask, SIGTERM) == 1 && ::sigismember(&mask, SIGHUP) == 1 ? 'y' : 'n';
        ::send(answer_to, &both, 1, MSG_NOSIGNAL);
    });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    char both = 0;
    ASSERT_EQ(::recv(answer_from.get(), &both, 1, 0), 1);
    EXPECT_EQ(both, 'y');
}

} // namespace
} // namespace posthaste::net
