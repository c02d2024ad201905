// SPDX-License-Identifier: MIT
#include "power_cut_files.hpp"
#include "spool_fakes.hpp"

#include <posthaste/spool/account_states.hpp>

#include <fstream>
#include <gmock/gmock.h>

namespace posthaste::spool {
namespace {

using namespace std::chrono_literals;

AccountState trouble(const std::string& route) {
    return {route, true, Time{1764072000000001us}, Time{1764073000000000us}, 7, "535 5.7.8 no\nsuch \xff"};
}

class AccountStatesTest : public testing::Test {
  protected:
    AccountStatesTest() { EXPECT_TRUE(queue_.prepare()); }
    [[nodiscard]] std::string only_file() {
        const auto names = files_.names(directory_.queue() + "/accounts").value();
        EXPECT_THAT(names, testing::SizeIs(1));
        return directory_.queue() + "/accounts/" + names.at(0);
    }

    SpoolDirectory directory_;
    PowerCutFileOps files_{directory_.path()};
    ManualClock clock_;
    CountingIds ids_;
    Queue queue_{directory_.queue(), files_, clock_, ids_};
    AccountStates states_{directory_.queue(), files_, ids_};
};

TEST_F(AccountStatesTest, AreKept) {
    for (const auto& route :
         std::vector<std::string>{"work", "", ".", "..", "../../x", "b.test:587/\n", std::string(5000, 'r')}) {
        EXPECT_TRUE(states_.read(route).well());
        ASSERT_TRUE(states_.write(trouble(route)));
        const auto state = states_.read(route);
        EXPECT_EQ(state.route, route);
        EXPECT_TRUE(state.held);
        EXPECT_EQ(state.since, trouble(route).since);
        EXPECT_EQ(state.not_before, trouble(route).not_before);
        EXPECT_EQ(state.failures, 7U);
        EXPECT_EQ(state.words, trouble(route).words);
    }
    EXPECT_EQ(states_.all().size(), 7U);
    EXPECT_THAT(files_.names(queue_.draft_directory()).value(), testing::IsEmpty());
}

TEST_F(AccountStatesTest, AreReplacedAndForgotten) {
    ASSERT_TRUE(states_.write(trouble("work")));
    auto state = states_.read("work");
    state.held = false;
    state.failures = 8;
    ASSERT_TRUE(states_.write(state));
    EXPECT_FALSE(states_.read("work").held);
    EXPECT_EQ(states_.read("work").failures, 8U);
    ASSERT_TRUE(states_.clear("work"));
    ASSERT_TRUE(states_.clear("work")) << "nothing to forget is no error";
    EXPECT_TRUE(states_.read("work").well());
    EXPECT_THAT(states_.all(), testing::IsEmpty());
}

// A held account that could not be read would be tried on, until the provider locks it.
TEST_F(AccountStatesTest, StayReadableHoweverMuchIsSaid) {
    auto state = trouble("work");
    state.words = std::string(1UZ << 20, 'w');
    ASSERT_TRUE(states_.write(state));
    EXPECT_TRUE(states_.read("work").held);
    EXPECT_THAT(states_.read("work").words, testing::StartsWith("www"));
}

TEST_F(AccountStatesTest, AreNotThoseOfAnotherRoute) {
    ASSERT_TRUE(states_.write(trouble("work")));
    const auto work = only_file();
    ASSERT_TRUE(states_.write(trouble("home")));
    const auto names = files_.names(directory_.queue() + "/accounts").value();
    for (const auto& name : names)
        if (const auto other = directory_.queue() + "/accounts/" + name; other != work)
            std::filesystem::copy_file(work, other, std::filesystem::copy_options::overwrite_existing);
    EXPECT_TRUE(states_.read("work").held);
    EXPECT_TRUE(states_.read("home").well());
    EXPECT_EQ(states_.read("home").route, "home");
}

TEST_F(AccountStatesTest, SayThatAllIsWellWhenTheyAreDamaged) {
    ASSERT_TRUE(states_.write(trouble("work")));
    const auto path = only_file();
    const auto bytes = read_file(path, 1UZ << 20).value();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes.substr(0, size);
        EXPECT_TRUE(states_.read("work").well()) << size;
        EXPECT_THAT(states_.all(), testing::IsEmpty()) << size;
    }
}

TEST_F(AccountStatesTest, WaitForNothingAndFollowNothing) {
    ASSERT_TRUE(states_.write(trouble("work")));
    const auto path = only_file();
    std::filesystem::rename(path, directory_.path() + "/elsewhere");
    std::filesystem::create_symlink(directory_.path() + "/elsewhere", path);
    EXPECT_TRUE(states_.read("work").well());
    std::filesystem::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_TRUE(states_.read("work").well());
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    EXPECT_TRUE(states_.read("work").well());
    EXPECT_THAT(states_.all(), testing::IsEmpty());
}

TEST_F(AccountStatesTest, AreTheOldOnesWhenTheNewOneCannotBeWritten) {
    ASSERT_TRUE(states_.write(trouble("work")));
    for (unsigned number = 1; number <= 4; ++number) { // open, write, close, rename
        files_.calm();
        files_.fail_at(number, EIO, false);
        auto state = trouble("work");
        state.failures = 100 + number;
        EXPECT_FALSE(states_.write(state)) << number;
        files_.calm();
        EXPECT_EQ(states_.read("work").failures, 7U) << number;
        EXPECT_THAT(files_.names(queue_.draft_directory()).value(), testing::IsEmpty()) << number;
    }
}

} // namespace
} // namespace posthaste::spool
