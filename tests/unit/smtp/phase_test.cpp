// SPDX-License-Identifier: MIT
#include <posthaste/smtp/phase.hpp>

#include <gtest/gtest.h>

namespace posthaste::smtp {
namespace {

TEST(Phase, HasTheNamesAndTimesOfTheRfc) {
    EXPECT_EQ(info(Phase::connect).name, "connect");
    EXPECT_EQ(info(Phase::greeting).timeout, std::chrono::minutes{5});
    EXPECT_EQ(info(Phase::mail).timeout, std::chrono::minutes{5});
    EXPECT_EQ(info(Phase::rcpt).timeout, std::chrono::minutes{5});
    EXPECT_EQ(info(Phase::data).timeout, std::chrono::minutes{2});
    EXPECT_EQ(info(Phase::body).timeout, std::chrono::minutes{3});
    EXPECT_EQ(info(Phase::end_of_data).timeout, std::chrono::minutes{10});
    EXPECT_EQ(info(Phase::end_of_data).name, "end of data");
    EXPECT_EQ(info(Phase::quit).name, "quit");
}

TEST(Phase, IsAmbiguousOnlyAfterTheEndOfData) {
    for (int i = 0; i <= static_cast<int>(Phase::quit); ++i) {
        const auto phase = static_cast<Phase>(i);
        EXPECT_EQ(info(phase).ambiguous_if_lost, phase == Phase::end_of_data) << info(phase).name;
    }
}

} // namespace
} // namespace posthaste::smtp
