// SPDX-License-Identifier: MIT
// What is about a server or an account, and not about a message.
#include "runner_fakes.hpp"

namespace posthaste::spool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RunnerAccountsTest : public RunnerTest {
  protected:
    void refuse_the_password() {
        courier_.replies = {{"bob@b.test", "535 5.7.8 wrong"}, {"carol@c.test", "535 5.7.8 wrong"}};
        courier_.phase = smtp::Phase::auth;
    }
    void cut_the_line() { courier_.broken = Error{ErrorKind::connection, "connection refused", ECONNREFUSED}; }
};

TEST_F(RunnerAccountsTest, HoldsAnAccountWhosePasswordIsRefused) {
    const auto first = put({"bob@b.test"});
    const auto second = put({"carol@c.test"});
    put({"dave@d.test"}, "home");
    refuse_the_password();
    const auto report = run();
    EXPECT_TRUE(report.account_held);
    EXPECT_EQ(report.left, 2U);
    EXPECT_EQ(report.failed, 0U);
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test", "dave@d.test")) << "one try, and others as ever";
    EXPECT_THAT(courier_.notes,
                HasSubstr("account work is held, its messages wait: 535 5.7.8 wrong; when that is mended: "
                          "posthaste queue release --account work"));
    EXPECT_EQ(state(first).tries, 1U);
    EXPECT_EQ(state(second).tries, 0U);
    EXPECT_TRUE(accounts_.read("work").held);
    EXPECT_EQ(accounts_.read("work").words, "535 5.7.8 wrong");
    EXPECT_TRUE(accounts_.read("home").well());
}

TEST_F(RunnerAccountsTest, DoesNotTryWhatIsHeldUntilItIsReleased) {
    put({"bob@b.test"});
    refuse_the_password();
    run();
    courier_.carried.clear();
    courier_.replies.clear();
    clock_.at += 8760h;
    for (const bool all : {false, true}) {
        const auto report = run({.all = all, .until = {}, .selected = {}});
        EXPECT_TRUE(report.account_held);
        EXPECT_EQ(report.left, 1U);
    }
    EXPECT_THAT(courier_.carried, IsEmpty());
    ASSERT_TRUE(accounts_.clear("work"));
    EXPECT_EQ(run().done, 1U);
}

TEST_F(RunnerAccountsTest, DoesNotTryAHeldAccountWithAMessageInHandEither) {
    refuse_the_password();
    put({"bob@b.test"});
    run();
    auto claim = queue_.claim(Place::queue, put({"carol@c.test"})).value().value();
    RunReport report;
    Runner(queue_, accounts_, courier_, ids_, settings_).attempt(std::move(claim), report);
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test")) << "each refused password counts, at the server";
    EXPECT_TRUE(report.account_held);
    EXPECT_EQ(report.left, 1U);
    EXPECT_EQ(count(), 2U);
}

TEST_F(RunnerAccountsTest, NeverGivesUpForAnAccount) {
    const auto name = put({"bob@b.test"});
    refuse_the_password();
    for (int i = 0; i < 10; ++i) { // released each time, with nothing mended
        ASSERT_TRUE(accounts_.clear("work"));
        run();
        clock_.at += 48h;
    }
    EXPECT_EQ(state(name).tries, 10U);
    EXPECT_EQ(count(), 1U) << "no report";
    EXPECT_EQ(count(Place::failed), 0U);
}

TEST_F(RunnerAccountsTest, NeverGivesUpForAConfiguration) {
    const auto name = put({"bob@b.test"});
    put({"carol@c.test"});
    courier_.unusable = Error{ErrorKind::no_input, "the password file cannot be read", ENOENT};
    for (int i = 0; i < 10; ++i) {
        const auto report = run();
        EXPECT_EQ(report.left, 2U);
        EXPECT_FALSE(report.account_held) << "it may be readable again any time";
        clock_.at += 48h;
    }
    EXPECT_EQ(count(), 2U);
    EXPECT_EQ(state(name).recipients[0].words, "the password file cannot be read");
    EXPECT_EQ(courier_.carried.size(), 10U) << "one in each run: the others would fare the same";
    courier_.unusable.reset();
    EXPECT_EQ(run().done, 2U);
}

TEST_F(RunnerAccountsTest, TriesOneMessageWhereTheServerIsOutOfReach) {
    const auto first = put({"bob@b.test"});
    const auto second = put({"carol@c.test"});
    cut_the_line();
    const auto report = run();
    EXPECT_EQ(report.left, 2U);
    EXPECT_FALSE(report.account_held);
    EXPECT_EQ(courier_.carried.size(), 1U);
    EXPECT_EQ(state(first).tries, 1U);
    EXPECT_EQ(state(second).tries, 0U) << "not billed";
    EXPECT_EQ(accounts_.read("work").failures, 1U);
}

TEST_F(RunnerAccountsTest, WaitsForAServerOutOfReachAndThenTriesAll) {
    put({"bob@b.test"});
    put({"carol@c.test"});
    cut_the_line();
    run();
    courier_.carried.clear();
    courier_.broken.reset();
    EXPECT_EQ(run_due().left, 1U) << "the second is due, and waits for its server";
    EXPECT_THAT(courier_.carried, IsEmpty());
    clock_.at += 10min;
    EXPECT_EQ(run_due().done, 2U);
    EXPECT_TRUE(accounts_.read("work").well());
}

TEST_F(RunnerAccountsTest, TriesAServerOutOfReachWhereAPersonAsksForIt) {
    put({"bob@b.test"});
    cut_the_line();
    run();
    courier_.broken.reset();
    EXPECT_EQ(run().done, 1U);
}

TEST_F(RunnerAccountsTest, WaitsNoLongerForAServerThanItEverWouldWhenTheClockIsSetBack) {
    put({"bob@b.test"});
    cut_the_line();
    run_due();
    clock_.at -= 8760h;
    courier_.broken.reset();
    EXPECT_EQ(run_due().done, 1U);
}

TEST_F(RunnerAccountsTest, TellsASenderWhenAServerIsOutOfReachForDays) {
    put({"bob@b.test"});
    for (int i = 0; i < 8; ++i) {
        cut_the_line();
        run();
        clock_.at += 24h;
    }
    EXPECT_EQ(count(Place::failed), 1U);
    EXPECT_EQ(count(), 1U) << "the report, which waits for the same server";
    courier_.broken.reset();
    courier_.carried.clear();
    run();
    ASSERT_THAT(courier_.everybody(), ElementsAre("ann@a.test"));
    EXPECT_THAT(courier_.carried[0].content,
                testing::AllOf(HasSubstr("Status: 4.4.7"), HasSubstr("connection refused")));
}

TEST_F(RunnerAccountsTest, BillsNobodyForAnInterruption) {
    const auto name = put({"bob@b.test"});
    courier_.ends_after = 0;
    run();
    EXPECT_EQ(state(name).tries, 0U);
}

// A server that is away answers for all its messages: each expires in its time, though only one of them is tried.
TEST_F(RunnerAccountsTest, GivesUpAllThatWaitedForAServerOutOfReach) {
    for (int i = 0; i < 20; ++i)
        put({"bob@b.test"});
    cut_the_line();
    for (int i = 0; i < 5 * 24 * 6; ++i) {
        run_due();
        clock_.at += 10min;
    }
    EXPECT_EQ(count(Place::failed), 0U);
    for (int i = 0; i < 6 * 6; ++i) {
        run_due();
        clock_.at += 10min;
    }
    EXPECT_EQ(count(Place::failed), 20U);
}

// posthaste queue retry says that it is due now, and so it is.
TEST_F(RunnerAccountsTest, TriesWhatAPersonWantsTriedWhileOthersWaitForTheServer) {
    const auto waiting = put({"bob@b.test"});
    const auto wanted = put({"carol@c.test"});
    ASSERT_TRUE(accounts_.write({"work", false, queue_.now(), queue_.now() + 1h, 3, "no route", 1}));
    {
        auto claim = queue_.claim(Place::queue, wanted).value().value();
        ASSERT_TRUE(queue_.append(claim, {{EventKind::scheduled, queue_.now(), {}, {}, {}, {}, false}}, true));
    }
    cut_the_line();
    run_due();
    EXPECT_EQ(state(waiting).tries, 0U);
    EXPECT_EQ(state(wanted).tries, 1U);
}

TEST_F(RunnerAccountsTest, TriesWhatAPersonWantsTriedThoughTheServerWasLongOutOfReach) {
    put({"bob@b.test"});
    const auto name = put({"carol@c.test"});
    ASSERT_TRUE(accounts_.write({"work", false, queue_.now(), queue_.now() + 121h, 30, "no route", 30}));
    clock_.at += 120h;
    auto claim = queue_.claim(Place::queue, name).value().value();
    ASSERT_TRUE(queue_.append(claim,
                              {{EventKind::reopened, queue_.now(), {0}, {}, {}, {}, false},
                               {EventKind::scheduled, queue_.now(), {}, {}, {}, {}, false}},
                              true));
    claim = {};
    cut_the_line();
    EXPECT_EQ(run_due().left, 2U) << "it, and the report about the other";
    EXPECT_EQ(count(Place::failed), 1U) << "the other";
    clock_.at += 2h;
    run_due();
    EXPECT_EQ(state(name).recipients[0].fate, Fate::open) << "its tries are counted anew";
    EXPECT_EQ(state(name).tries, 1U);
}

TEST_F(RunnerAccountsTest, GivesUpNothingForAnAccountThatCannotBeUsed) {
    for (int i = 0; i < 3; ++i)
        put({"bob@b.test"});
    cut_the_line();
    for (int i = 0; i < 24 * 6; ++i) { // eight tries and more
        run_due();
        clock_.at += 10min;
    }
    courier_.unusable = Error{ErrorKind::config, "the keyring is locked", 0};
    for (int i = 0; i < 9 * 24; ++i) {
        run_due();
        clock_.at += 1h;
    }
    EXPECT_EQ(count(), 3U);
}

TEST_F(RunnerAccountsTest, GivesUpNothingForAClockThatLeapsForward) {
    for (int i = 0; i < 3; ++i)
        put({"bob@b.test"});
    cut_the_line();
    for (int i = 0; i < 3; ++i) {
        run_due();
        clock_.at += 8760h;
    }
    EXPECT_EQ(count(), 3U);
}

// What nobody is left to be sent to needs no account.
TEST_F(RunnerAccountsTest, EndsWhatIsSettledThoughItsAccountIsHeld) {
    auto entry = entry_of(waiting_message, {"bob@b.test"});
    entry.route = "work";
    put(entry, {{EventKind::delivered, queue_.now(), {0}, {}, {}, {}, false}});
    ASSERT_TRUE(accounts_.write({"work", true, queue_.now(), {}, 1, "535 no"}));
    EXPECT_EQ(run().done, 1U);
    EXPECT_EQ(count(), 0U);
    EXPECT_THAT(courier_.carried, IsEmpty());
}

} // namespace
} // namespace posthaste::spool
