// SPDX-License-Identifier: MIT
// Whom the runner tells what, and when nobody.
#include "runner_fakes.hpp"

namespace posthaste::spool {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RunnerReportsTest : public RunnerTest {
  protected:
    void refuse(const std::string& who) { courier_.replies[who] = "550 5.1.1 no such user"; }
    Name put_with(const std::string& notify, bool has_sender = true) {
        auto entry = entry_of(waiting_message, {"bob@b.test"});
        entry.envelope.notify = notify;
        if (!has_sender)
            entry.envelope.sender.reset();
        return put(entry);
    }
};

TEST_F(RunnerReportsTest, TellsTheSenderOfOneWhoIsRefusedInTheSameRun) {
    const auto name = put({"bob@b.test", "carol@c.test", "dave@d.test"});
    refuse("carol@c.test");
    const auto report = run();
    EXPECT_EQ(report.failed, 1U);
    EXPECT_EQ(report.left, 0U);
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test", "carol@c.test", "dave@d.test", "ann@a.test"));
    const auto& told = courier_.carried.at(1);
    EXPECT_EQ(told.sender, "") << "the null sender: no report is answered";
    EXPECT_EQ(told.route, "work");
    EXPECT_THAT(told.content, AllOf(HasSubstr("Final-Recipient: rfc822; carol@c.test"), HasSubstr("Status: 5.1.1"),
                                    HasSubstr("550 5.1.1 no such user"), HasSubstr("Action: failed"),
                                    Not(HasSubstr("Final-Recipient: rfc822; bob@b.test"))));
    EXPECT_EQ(count(), 0U);
    EXPECT_EQ(state(name, Place::failed).recipients[0].fate, Fate::delivered);
    EXPECT_EQ(state(name, Place::failed).recipients[1].fate, Fate::failed);
    EXPECT_THAT(courier_.reports[name.id], testing::SizeIs(1));
    EXPECT_THAT(courier_.decisions, IsEmpty()) << "it was the server's decision";
}

// root's mail is somebody's.
TEST_F(RunnerReportsTest, TellsThoseForWhomTheSenderStands) {
    put({"bob@b.test"});
    refuse("bob@b.test");
    courier_.reads_reports = {mail::Address::parse("eve@e.test").value(), mail::Address::parse("fay@f.test").value()};
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test", "eve@e.test", "fay@f.test"));
    EXPECT_THAT(courier_.carried.back().content, HasSubstr("To: "));
    EXPECT_EQ(count(), 0U);
}

TEST_F(RunnerReportsTest, TellsAtOnceWhileOthersStillWait) {
    const auto name = put({"bob@b.test", "carol@c.test"});
    refuse("bob@b.test");
    courier_.replies["carol@c.test"] = "451 not now";
    EXPECT_EQ(run().left, 1U);
    EXPECT_TRUE(state(name).recipients[0].told);
    EXPECT_EQ(courier_.everybody().back(), "ann@a.test");
    courier_.replies.clear();
    courier_.carried.clear();
    clock_.at += 1h;
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("carol@c.test")) << "nobody is told twice";
    EXPECT_EQ(count(), 0U);
    EXPECT_EQ(count(Place::failed), 1U) << "since one did not get it";
}

TEST_F(RunnerReportsTest, TellsOfWhatExpired) {
    const auto name = put();
    courier_.replies["bob@b.test"] = "451 4.3.2 closed for repairs";
    for (int i = 0; i < 7; ++i) {
        run();
        clock_.at += 24h;
    }
    EXPECT_EQ(count(Place::failed), 0U);
    run();
    ASSERT_EQ(courier_.everybody().back(), "ann@a.test");
    EXPECT_THAT(courier_.carried.back().content,
                AllOf(HasSubstr("Status: 4.4.7"), HasSubstr("closed for repairs"), HasSubstr("Action: failed")));
    EXPECT_EQ(state(name, Place::failed).recipients[0].status, "4.4.7");
    EXPECT_THAT(courier_.decisions, ElementsAre("given up bob@b.test: 451 4.3.2 closed for repairs"));
}

TEST_F(RunnerReportsTest, TellsNobodyWhoDoesNotWantToKnow) {
    for (const auto* notify : {"NEVER", "SUCCESS", "SUCCESS,DELAY"}) {
        courier_.carried.clear();
        const auto name = put_with(notify);
        refuse("bob@b.test");
        EXPECT_EQ(run().failed, 1U) << notify;
        EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test")) << notify;
        EXPECT_EQ(state(name, Place::failed).recipients[0].fate, Fate::failed) << "it is kept all the same";
        EXPECT_EQ(count(), 0U) << notify;
    }
    put_with("SUCCESS,FAILURE");
    run();
    EXPECT_EQ(courier_.everybody().back(), "ann@a.test");
}

TEST_F(RunnerReportsTest, SaysItHereWhereThereIsNoSender) {
    put_with("", false);
    refuse("bob@b.test");
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test"));
    EXPECT_THAT(courier_.notes, HasSubstr("nobody can be told that it was not delivered, it has no sender"));
    EXPECT_EQ(count() + courier_.at_home.size(), 0U);
    EXPECT_EQ(count(Place::failed), 1U);
}

TEST_F(RunnerReportsTest, KeepsAReportAtHomeThatNoServerTakes) {
    put();
    refuse("bob@b.test");
    refuse("ann@a.test");
    const auto report = run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test", "ann@a.test")) << "and no report of the report";
    ASSERT_EQ(courier_.at_home.size(), 1U);
    EXPECT_THAT(courier_.at_home[0], HasSubstr("Final-Recipient: rfc822; bob@b.test"));
    EXPECT_EQ(count(), 0U);
    EXPECT_EQ(count(Place::failed), 1U) << "the message, and not its report";
    EXPECT_EQ(report.left, 0U);
}

TEST_F(RunnerReportsTest, KeepsAReportUnderFailedWhereThereIsNoHome) {
    put();
    refuse("bob@b.test");
    refuse("ann@a.test");
    courier_.has_home = false;
    run();
    EXPECT_EQ(count(), 0U);
    EXPECT_EQ(count(Place::failed), 2U);
    EXPECT_THAT(courier_.notes, HasSubstr("a report that no server takes cannot be kept at home: there is no mailbox"));
}

TEST_F(RunnerReportsTest, KeepsAReportThatCannotGoNow) {
    put();
    refuse("bob@b.test");
    courier_.replies["ann@a.test"] = "451 not now";
    EXPECT_EQ(run().left, 1U);
    EXPECT_EQ(count(), 1U);
    EXPECT_EQ(count(Place::failed), 1U);
    courier_.replies.clear();
    EXPECT_EQ(run().done, 1U);
    EXPECT_EQ(count(), 0U);
    EXPECT_THAT(courier_.at_home, IsEmpty());
}

TEST_F(RunnerReportsTest, TellsOfADelayOnce) {
    settings_.retry.delay_notice = 4h;
    const auto name = put();
    courier_.replies["bob@b.test"] = "451 4.3.2 closed";
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test"));
    clock_.at += 4h;
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test", "bob@b.test", "ann@a.test"));
    EXPECT_THAT(courier_.carried.back().content, AllOf(HasSubstr("Action: delayed"), HasSubstr("Will-Retry-Until:")));
    EXPECT_TRUE(state(name).delay_told);
    clock_.at += 4h;
    run();
    EXPECT_EQ(courier_.everybody().back(), "bob@b.test");
    EXPECT_EQ(courier_.carried.size(), 4U);
}

TEST_F(RunnerReportsTest, TellsOfNoDelayWhoDoesNotWantToKnow) {
    settings_.retry.delay_notice = 4h;
    put_with("FAILURE");
    courier_.replies["bob@b.test"] = "451 4.3.2 closed";
    clock_.at += 5h;
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test"));
}

TEST_F(RunnerReportsTest, LeavesTheEntryAsItIsUntilTheSenderCanBeTold) {
    const auto name = put();
    refuse("bob@b.test");
    files_.break_calls("link_unnamed"); // the report cannot be queued,
    std::filesystem::permissions(queue_.draft_directory(), std::filesystem::perms::none);
    std::filesystem::remove_all(queue_.draft_directory()); // also not by another way
    const auto report = run();
    EXPECT_TRUE(report.trouble_of_ours);
    EXPECT_EQ(count(Place::failed), 0U);
    EXPECT_FALSE(state(name).recipients[0].told);

    files_.break_calls("");
    std::filesystem::create_directory(queue_.draft_directory());
    courier_.carried.clear();
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("ann@a.test")) << "he is told, and bob is not asked again";
    EXPECT_EQ(count(Place::failed), 1U);
    EXPECT_EQ(count(), 0U);
}

// Whatever keeps it from failed/, for as long as it does.
TEST_F(RunnerReportsTest, TellsOnceWhereTheOriginalCannotBeMoved) {
    const auto name = put();
    refuse("bob@b.test");
    files_.break_calls("rename");
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(run().trouble_of_ours);
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test", "ann@a.test"));
    EXPECT_TRUE(state(name).recipients[0].told);
    files_.break_calls("");
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test", "ann@a.test"));
    EXPECT_EQ(count(Place::failed), 1U);
}

} // namespace
} // namespace posthaste::spool
