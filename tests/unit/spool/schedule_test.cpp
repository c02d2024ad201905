// SPDX-License-Identifier: MIT
#include <posthaste/spool/schedule.hpp>

#include <gtest/gtest.h>

namespace posthaste::spool {
namespace {

using namespace std::chrono_literals;

constexpr unsigned middle = 512; // of jitter: neither more nor less
constexpr Time noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 12h;

struct Waiting {
    Entry entry;
    State state;
};

Waiting accepted(Time at, std::uint32_t tries = 0) {
    Waiting waiting;
    waiting.entry.accepted = at;
    waiting.state = initial_state(waiting.entry);
    waiting.state.tries = tries;
    return waiting;
}

TEST(Schedule, DoublesTheWaitUpToTheLongest) {
    const std::vector<std::chrono::minutes> waits{5min, 10min, 20min, 40min, 80min, 160min, 240min, 240min};
    for (std::uint32_t i = 0; i < waits.size(); ++i)
        EXPECT_EQ(wait_after(i + 1, {}, middle), waits[i]) << i;
    EXPECT_EQ(wait_after(4'000'000'000U, {}, middle), 240min) << "no overflow";
}

TEST(Schedule, SpreadsAWaitByAQuarterAndNeverBelowTheFirst) {
    for (const unsigned jitter : {0U, 1U, 511U, 512U, 1022U, 1023U, 1024U, 4'294'967'295U}) {
        for (const std::uint32_t failures : {1U, 2U, 3U, 7U, 100U}) {
            const auto plain = wait_after(failures, {}, middle);
            const auto wait = wait_after(failures, {}, jitter);
            EXPECT_GE(wait, std::max<std::chrono::microseconds>(plain - plain / 4, 5min)) << failures << ' ' << jitter;
            EXPECT_LE(wait, plain + plain / 4) << failures << ' ' << jitter;
        }
    }
    EXPECT_EQ(wait_after(2, {}, 0), 7min + 30s);
    EXPECT_GT(wait_after(2, {}, 1023), 12min + 29s);
}

TEST(Schedule, KeepsToOneWaitWhereTheFirstIsTheLongest) {
    const RetrySettings settings{.first_retry = 60s, .max_retry = 60s, .expire = 120h, .delay_notice = {}};
    for (const std::uint32_t failures : {1U, 2U, 50U})
        EXPECT_EQ(wait_after(failures, settings, middle), 60s);
}

TEST(Schedule, MakesJitterOfAnyLetters) {
    EXPECT_LT(jitter_of("zzzzzzzzzzzzzzzzzzzzzzzzzz"), 1024U);
    EXPECT_NE(jitter_of("aaaaaaab"), jitter_of("aaaaaaac"));
    EXPECT_EQ(jitter_of(""), 0U);
}

struct DueCase {
    const char* what;
    std::chrono::microseconds ahead; // of now
    bool at;                         // as --at
    bool rescheduled;                // by a person
    bool due;
};

class IsDue : public testing::TestWithParam<DueCase> {};

TEST_P(IsDue, IsDecidedByTheTimeAndByWhoWantedIt) {
    const auto& given = GetParam();
    auto waiting = accepted(noon);
    waiting.state.next_try = noon + given.ahead;
    waiting.state.rescheduled = given.rescheduled;
    if (given.at)
        waiting.entry.not_before = waiting.state.next_try;
    EXPECT_EQ(is_due(waiting.entry, waiting.state, noon, {}), given.due) << given.what;
}

INSTANTIATE_TEST_SUITE_P(
    Schedule, IsDue,
    testing::Values(DueCase{"its time has come", 0us, false, false, true},
                    DueCase{"long ago", -8760h, false, false, true}, DueCase{"not yet", 1us, false, false, false},
                    DueCase{"the longest wait, with its jitter", 300min, false, false, false},
                    DueCase{"no wait that we give: the clock was set back", 300min + 1us, false, false, true},
                    DueCase{"a year back", 8760h, false, false, true},
                    DueCase{"asked for with --at", 8760h, true, false, false},
                    DueCase{"asked for by a person", 8760h, false, true, false}));

TEST(Schedule, GivesUpOnlyWhatIsOldAndWasTriedOften) {
    const auto old = noon + 120h;
    EXPECT_TRUE(is_expired(accepted(noon, 8).entry, accepted(noon, 8).state, old, {}));
    EXPECT_FALSE(is_expired(accepted(noon, 7).entry, accepted(noon, 7).state, old, {}));
    EXPECT_FALSE(is_expired(accepted(noon, 7).entry, accepted(noon, 7).state, noon + 87600h, {}))
        << "a clock that leapt";
    EXPECT_FALSE(is_expired(accepted(noon, 99).entry, accepted(noon, 99).state, old - 1us, {}));
    EXPECT_FALSE(is_expired(accepted(noon, 99).entry, accepted(noon, 99).state, noon - 8760h, {})) << "set back";
}

TEST(Schedule, CountsFromWhenItMayGo) {
    auto waiting = accepted(noon, 8);
    waiting.entry.not_before = noon + 240h;
    EXPECT_FALSE(is_expired(waiting.entry, waiting.state, noon + 359h, {}));
    EXPECT_TRUE(is_expired(waiting.entry, waiting.state, noon + 360h, {}));
    EXPECT_EQ(expiry(waiting.entry, {}), noon + 360h);
    EXPECT_EQ(expiry(accepted(noon).entry, {}), noon + 120h);
}

TEST(Schedule, TellsOfADelayWhereThatIsWanted) {
    const auto entry = accepted(noon).entry;
    EXPECT_FALSE(is_delayed(entry, noon + 8760h, {}));
    const RetrySettings settings{.delay_notice = 4h};
    EXPECT_FALSE(is_delayed(entry, noon + 4h - 1us, settings));
    EXPECT_TRUE(is_delayed(entry, noon + 4h, settings));
}

} // namespace
} // namespace posthaste::spool
