// SPDX-License-Identifier: MIT
#include "support/log_socket.hpp"

#include <posthaste/base/system_log.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace posthaste {
namespace {

using testing::MatchesRegex;

const std::chrono::system_clock::time_point noon{std::chrono::seconds{1700000000}}; // 14 or 15 November 2023

TEST(SystemLog, SpeaksAsSyslogDoes) {
    const test::LogSocket socket;
    SystemLog log(socket.path());
    EXPECT_TRUE(log.send(LogSeverity::info, noon, "status=delivered"));
    EXPECT_TRUE(log.send(LogSeverity::warning, noon, "status=rejected"));
    const auto process = fmt::format("posthaste\\[{}\\]: ", ::getpid()); // facility 2, mail
    EXPECT_THAT(socket.take(), MatchesRegex("<22>Nov 1[45] [0-9:]+ " + process + "status=delivered"));
    EXPECT_THAT(socket.take(), MatchesRegex("<20>Nov 1[45] [0-9:]+ " + process + "status=rejected"));
}

TEST(SystemLog, IsFoundAgainWhenItWasStartedAnew) {
    test::LogSocket socket;
    SystemLog log(socket.path());
    EXPECT_TRUE(log.send(LogSeverity::info, noon, "one"));
    socket.restart();
    EXPECT_TRUE(log.send(LogSeverity::info, noon, "two"));
    EXPECT_THAT(socket.take(), MatchesRegex(".*: two"));
}

TEST(SystemLog, MayNotBeThere) {
    SystemLog log("/tmp/posthaste-no-such-directory/log");
    const auto sent = log.send(LogSeverity::info, noon, "one");
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().message, "no system log at /tmp/posthaste-no-such-directory/log: No such file or directory");
    EXPECT_FALSE(SystemLog(std::string(200, 'x')).send(LogSeverity::info, noon, "one"));
}

// One that takes nothing must not hold mail up for ever.
TEST(SystemLog, IsNotWaitedForLong) {
    const test::LogSocket socket;
    SystemLog log(socket.path());
    const std::string line(1000, 'x');
    constexpr int more_than_any_socket_holds = 10000;
    int taken = 0;
    while (taken < more_than_any_socket_holds && log.send(LogSeverity::info, noon, line))
        ++taken;
    EXPECT_GT(taken, 0);
    EXPECT_LT(taken, more_than_any_socket_holds);
}

} // namespace
} // namespace posthaste
