// SPDX-License-Identifier: MIT
#include "runner_fakes.hpp"

namespace posthaste::spool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(RunnerTest, SendsWhatWaitsOldestFirstAndIsDoneWithIt) {
    put({"bob@b.test"});
    put({"carol@c.test", "dave@d.test"});
    const auto report = run_due();
    EXPECT_EQ(report.done, 2U);
    EXPECT_EQ(report.left + report.failed, 0U);
    ASSERT_EQ(courier_.carried.size(), 2U);
    EXPECT_THAT(courier_.carried[0].recipients, ElementsAre("bob@b.test"));
    EXPECT_THAT(courier_.carried[1].recipients, ElementsAre("carol@c.test", "dave@d.test"));
    EXPECT_EQ(courier_.carried[0].content, waiting_message);
    EXPECT_EQ(courier_.carried[0].sender, "ann@a.test");
    EXPECT_EQ(count() + count(Place::failed), 0U);
    EXPECT_EQ(courier_.notes, "");
}

TEST_F(RunnerTest, TriesADeferredRecipientAgainAndNobodyElse) {
    const auto name = put({"bob@b.test", "carol@c.test", "dave@d.test"});
    courier_.replies["carol@c.test"] = "451 4.2.1 full";
    auto report = run_due();
    EXPECT_EQ(report.left, 1U);
    EXPECT_EQ(state(name).recipients[1].words, "451 4.2.1 full");
    EXPECT_EQ(run_due().left, 0U) << "it is not due yet";
    EXPECT_EQ(courier_.carried.size(), 1U);

    clock_.at += 10min;
    courier_.replies.clear();
    report = run_due();
    EXPECT_EQ(report.done, 1U);
    ASSERT_EQ(courier_.carried.size(), 2U);
    EXPECT_THAT(courier_.carried[1].recipients, ElementsAre("carol@c.test"));
    EXPECT_EQ(count() + count(Place::failed), 0U) << "nobody is to be told of anything";
}

TEST_F(RunnerTest, WaitsLongerEachTime) {
    const auto name = put();
    courier_.replies["bob@b.test"] = "451 no";
    auto before = 0us;
    for (int i = 0; i < 4; ++i) {
        run();
        const auto wait = state(name).next_try - queue_.now();
        EXPECT_GT(wait, before);
        before = wait;
        clock_.at += 1h;
    }
    EXPECT_EQ(state(name).tries, 4U);
    EXPECT_EQ(state(name).unfinished, 0U);
}

TEST_F(RunnerTest, TriesEachOnceInARun) {
    courier_.replies["bob@b.test"] = "451 no";
    const auto name = put();
    const RunOptions options{.all = true, .until = {}, .selected = {}, .began = queue_.now() - 1us};
    for (int worker = 0; worker < 2; ++worker) { // of one run
        RunReport report;
        Runner(queue_, accounts_, courier_, ids_, settings_).run({name}, options, report);
    }
    EXPECT_EQ(courier_.carried.size(), 1U);
}

TEST_F(RunnerTest, LeavesWhatIsToGoLaterOrIsHeld) {
    auto later = entry_of(waiting_message, {"later@b.test"});
    later.not_before = queue_.now() + 1h;
    const auto name = put(later);
    const auto held = put(entry_of(waiting_message, {"held@b.test"}),
                          {{EventKind::held, queue_.now(), {}, "by hand", {}, {}, false}});
    run();
    run_due();
    EXPECT_THAT(courier_.carried, IsEmpty());
    clock_.at += 1h;
    run_due();
    EXPECT_THAT(courier_.everybody(), ElementsAre("later@b.test"));
    EXPECT_EQ(state(held).tries, 0U);
}

TEST_F(RunnerTest, TriesOnlyWhatIsSelected) {
    put({"bob@b.test"});
    const auto wanted = put({"carol@c.test"});
    run({.all = true, .until = {}, .selected = [&](const Seen& seen) { return seen.name == wanted; }});
    EXPECT_THAT(courier_.everybody(), ElementsAre("carol@c.test"));
}

TEST_F(RunnerTest, EndsWhenItIsToldTo) {
    for (int i = 0; i < 3; ++i)
        put();
    courier_.ends_after = 1;
    EXPECT_EQ(run().left, 2U) << "not all is gone";
    EXPECT_EQ(courier_.carried.size(), 1U);
    EXPECT_EQ(count(), 2U);
    courier_.ends_after = 1000;
    courier_.on_carry = [this] { clock_.at += 1min; };
    EXPECT_EQ(run({.all = true, .until = queue_.now() + 30s, .selected = {}}).left, 1U);
    EXPECT_EQ(courier_.carried.size(), 2U) << "nothing is begun after its time";
}

TEST_F(RunnerTest, LeavesAnEntryToWhoHasIt) {
    const auto name = put();
    auto other = queue_.claim(Place::queue, name).value().value();
    run();
    EXPECT_THAT(courier_.carried, IsEmpty());
    EXPECT_EQ(count(), 1U);
}

TEST_F(RunnerTest, SurvivesAClockThatLeapsAheadAndBack) {
    courier_.replies["bob@b.test"] = "451 not now";
    const auto name = put();
    run_due();
    for (const auto leap : {8760h, -2 * 8760h, 8760h, 8760h}) {
        clock_.at += leap;
        const auto tries = state(name).tries;
        run_due();
        EXPECT_EQ(count(), 1U) << "it waits";
        EXPECT_EQ(count(Place::failed), 0U);
        EXPECT_EQ(state(name).tries, tries + 1) << "it is due, wherever the clock went: " << leap.count();
    }
    courier_.replies.clear();
    clock_.at += 5h;
    EXPECT_EQ(run_due().done, 1U);
    EXPECT_EQ(count(), 0U);
}

TEST_F(RunnerTest, TellsNobodyBeforeEightTriesWhateverTheClockSays) {
    courier_.replies["bob@b.test"] = "451 not now";
    const auto name = put();
    for (int i = 1; i <= 7; ++i) {
        run_due();
        ASSERT_EQ(count(Place::failed), 0U) << i;
        clock_.at += 8760h;
    }
    EXPECT_EQ(state(name).tries, 7U);
    run_due();
    EXPECT_EQ(count(Place::failed), 1U);
}

TEST_F(RunnerTest, TakesOffTheTimeThatAMessageWaited) {
    auto entry = entry_of(waiting_message, {"bob@b.test"});
    entry.envelope.deliver_by = mail::DeliverBy{.within = 3600s, .returns = true, .traced = false};
    put(entry);
    clock_.at += 10min;
    run();
    EXPECT_EQ(courier_.carried.at(0).deliver_by.value().within, 3000s);
}

TEST_F(RunnerTest, GivesBackWhatCannotBeInTimeAnyMore) {
    auto entry = entry_of(waiting_message, {"bob@b.test"});
    entry.envelope.deliver_by = mail::DeliverBy{.within = 3600s, .returns = true, .traced = false};
    put(entry);
    clock_.at += 1h;
    const auto report = run();
    EXPECT_EQ(report.failed, 1U);
    ASSERT_THAT(courier_.everybody(), ElementsAre("ann@a.test")) << "nobody but the sender, who is told";
    EXPECT_THAT(courier_.carried[0].content, HasSubstr("Status: 5.4.7"));
    EXPECT_THAT(courier_.decisions, ElementsAre(HasSubstr("given up bob@b.test: the time within which")));
    EXPECT_EQ(count(), 0U);
    EXPECT_EQ(count(Place::failed), 1U);
}

TEST_F(RunnerTest, SendsLateWhatIsToBeToldOfAlone) {
    auto entry = entry_of(waiting_message, {"bob@b.test"});
    entry.envelope.deliver_by = mail::DeliverBy{.within = 3600s, .returns = false, .traced = false};
    put(entry);
    clock_.at += 2h;
    run();
    ASSERT_THAT(courier_.everybody(), ElementsAre("bob@b.test"));
    EXPECT_EQ(courier_.carried[0].deliver_by.value().within, -3600s);
}

TEST_F(RunnerTest, CountsTheTimeFromWhenItMayGo) {
    auto entry = entry_of(waiting_message, {"bob@b.test"});
    entry.envelope.deliver_by = mail::DeliverBy{.within = 3600s, .returns = true, .traced = false};
    entry.not_before = queue_.now() + 24h;
    put(entry);
    clock_.at += 24h + 10min;
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test"));
}

} // namespace
} // namespace posthaste::spool
