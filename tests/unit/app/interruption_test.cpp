// SPDX-License-Identifier: MIT
#include "interruption.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

bool is_blocked(int signal) {
    sigset_t now;
    ::sigprocmask(SIG_BLOCK, nullptr, &now);
    return ::sigismember(&now, signal) == 1;
}

class InterruptionBy : public testing::TestWithParam<int> {};

TEST_P(InterruptionBy, IsSeenAndDoesNotEndUs) {
    {
        const Interruption interruption;
        ASSERT_GE(interruption.descriptor(), 0);
        EXPECT_FALSE(interruption.happened());
        ASSERT_EQ(::kill(::getpid(), GetParam()), 0);
        EXPECT_TRUE(interruption.happened());
        EXPECT_TRUE(interruption.happened()) << "it stays";
    }
    EXPECT_FALSE(is_blocked(GetParam())) << "and we live: it was taken off";
}

INSTANTIATE_TEST_SUITE_P(Interruption, InterruptionBy, testing::Values(SIGTERM, SIGHUP));

TEST(Interruption, LeavesOtherSignalsAlone) {
    const Interruption interruption;
    EXPECT_TRUE(is_blocked(SIGTERM));
    EXPECT_TRUE(is_blocked(SIGHUP));
    EXPECT_FALSE(is_blocked(SIGINT)) << "it ends us at once";
}

TEST(Interruption, LeavesBlockedWhatWasBlocked) {
    sigset_t hangup;
    sigset_t before;
    ::sigemptyset(&hangup);
    ::sigaddset(&hangup, SIGHUP);
    ::sigprocmask(SIG_BLOCK, &hangup, &before);
    {
        const Interruption interruption;
    }
    EXPECT_TRUE(is_blocked(SIGHUP));
    EXPECT_FALSE(is_blocked(SIGTERM));
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

// What is in the queue is kept already: to give a run up is to end it.
TEST(Interruption, TakesTheKeyboardsWordOnlyInARunOfTheQueue) {
    sigset_t blocked;
    {
        const Interruption run(true);
        ::raise(SIGINT);
        EXPECT_TRUE(run.happened());
    }
    const Interruption send;
    ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
    EXPECT_EQ(::sigismember(&blocked, SIGINT), 0);
}

} // namespace
} // namespace posthaste::app
