// SPDX-License-Identifier: MIT
#include "sender_turn.hpp"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

namespace posthaste::app {
namespace {

class SenderTurnTest : public testing::Test {
  protected:
    SenderTurnTest() {
        std::string pattern = testing::TempDir() + "turn_XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
    }
    ~SenderTurnTest() override { std::filesystem::remove_all(directory_); }

    std::optional<SenderTurn> take(const std::function<bool()>& stopped) {
        return SenderTurn::take(directory_, 2, files_, stopped);
    }
    std::string directory_;
    SystemFileOps files_;
};

TEST_F(SenderTurnTest, IsForAFewAndOneWaits) {
    int asked = 0;
    const auto give_up = [&asked] { return ++asked > 0; };
    auto first = take(give_up);
    const auto second = take(give_up);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(asked, 0);
    EXPECT_FALSE(take(give_up));
    EXPECT_EQ(asked, 1) << "it would have waited";
    EXPECT_TRUE(take([&first] {
        first.reset();
        return false;
    })) << "until one has ended";
}

TEST_F(SenderTurnTest, EndsWithItsQueue) {
    const auto never = [] { return false; };
    const auto first = take(never);
    const auto second = take(never);
    std::filesystem::remove_all(directory_);
    EXPECT_FALSE(take(never));
    const auto gone = [this] {
        std::filesystem::remove_all(directory_);
        return false;
    };
    std::filesystem::create_directory(directory_);
    const auto third = take(never);
    const auto fourth = take(never);
    EXPECT_FALSE(take(gone));
}

} // namespace
} // namespace posthaste::app
