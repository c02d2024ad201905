// SPDX-License-Identifier: MIT
#include "entry_limit.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

bool is_readable(int fd, int wait_ms) {
    pollfd entry{fd, POLLIN, 0};
    return ::poll(&entry, 1, wait_ms) > 0;
}

constexpr int long_enough_ms = 10'000;

TEST(EntryLimit, TellsThatTheTimeIsOver) {
    EntryLimit limit(-1);
    EXPECT_FALSE(is_readable(limit.descriptor(), 0));
    limit.start(std::chrono::milliseconds{1});
    EXPECT_TRUE(is_readable(limit.descriptor(), long_enough_ms));
    EXPECT_TRUE(limit.over());
    limit.stop();
    EXPECT_FALSE(limit.over());
    EXPECT_FALSE(is_readable(limit.descriptor(), 0)) << "the next message has its own time";
}

TEST(EntryLimit, TellsOfASignalWithoutTakingItForTime) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const Fd reading{ends[0]};
    const Fd writing{ends[1]};
    EntryLimit limit(reading.get());
    limit.start(std::chrono::hours{1});
    EXPECT_FALSE(is_readable(limit.descriptor(), 0));
    ASSERT_EQ(::write(writing.get(), "x", 1), 1);
    EXPECT_TRUE(is_readable(limit.descriptor(), long_enough_ms));
    EXPECT_FALSE(limit.over());
}

} // namespace
} // namespace posthaste::app
