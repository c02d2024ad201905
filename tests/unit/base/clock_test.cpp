// SPDX-License-Identifier: MIT
#include <posthaste/base/clock.hpp>
#include <posthaste/base/random.hpp>

#include <cstdlib>
#include <gtest/gtest.h>
#include <set>

namespace posthaste {
namespace {

TEST(SystemClock, CanBeHeldAtAGivenSecond) {
    ::setenv("SOURCE_DATE_EPOCH", "1000000000", 1);
    EXPECT_EQ(SystemClock{}.now().time_since_epoch(), std::chrono::seconds{1000000000});
    for (const auto* nonsense : {"soon", "99999999999", "-1", ""}) {
        ::setenv("SOURCE_DATE_EPOCH", nonsense, 1);
        EXPECT_GT(SystemClock{}.now().time_since_epoch(), std::chrono::seconds{1000000000}) << nonsense;
    }
    ::unsetenv("SOURCE_DATE_EPOCH");
}

TEST(SystemIdSource, GivesDifferentNamesOf26Characters) {
    SystemIdSource ids;
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto id = ids.unique_id();
        EXPECT_EQ(id.size(), 26U);
        EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos) << id;
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), 1000U);
}

} // namespace
} // namespace posthaste
