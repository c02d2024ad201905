// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "keeping.hpp"
#include "unit/spool/spool_fakes.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using delivery::Verdict;
using smtp::Phase;
using testing::ElementsAre;
using testing::IsEmpty;

using namespace std::chrono_literals;

class KeepingTest : public testing::Test {
  protected:
    KeepingTest() {
        draft_.way = {"work", {{"account", "work"}}};
        draft_.domain = "a.test";
    }
    Draft& draft_for(const std::vector<std::string>& recipients) {
        const std::string content = "Subject: x\r\n\r\ntext\r\n";
        draft_.message.envelope.sender = address("ann@a.test");
        draft_.message.envelope.recipients.clear();
        for (const auto& recipient : recipients)
            draft_.message.envelope.recipients.push_back(address(recipient));
        draft_.message.facts.size_bytes = content.size();
        draft_.message.content = spool::content_in(directory_.path(), content);
        return draft_;
    }
    spool::Claim keep_all(const delivery::Outcome& outcome) {
        std::vector<std::string> recipients;
        for (const auto& each : outcome.recipients)
            recipients.push_back(each.recipient.text());
        auto& draft = draft_for(recipients);
        auto claim = keep_rest(draft, outcome, worth_keeping(draft, outcome), {queue_, accounts_, ids_});
        EXPECT_TRUE(claim) << claim.error().message;
        return *std::move(claim);
    }

    spool::SpoolDirectory directory_;
    SystemFileOps files_;
    spool::ManualClock clock_;
    spool::CountingIds ids_;
    spool::Queue queue_{directory_.queue(), files_, clock_, ids_};
    spool::AccountStates accounts_{directory_.queue(), files_, ids_};
    Draft draft_;
};

const Error refused_connection{ErrorKind::connection, "connection refused", 0};

TEST_F(KeepingTest, KeepsWhoMayGetItLater) {
    const auto result =
        outcome({delivered("0@b.test"), replied("1@b.test", Phase::rcpt, reply(550, {"no"})),
                 replied("2@b.test", Phase::rcpt, reply(452, {"full"})),
                 failed("3@b.test", Verdict::unknown, Phase::end_of_data, refused_connection),
                 failed("4@b.test", Verdict::rejected, Phase::mail, {ErrorKind::data, "no SMTPUTF8", 0}),
                 replied("5@b.test", Phase::auth, reply(535, {"wrong"})),
                 failed("6@b.test", Verdict::rejected, Phase::tls, {ErrorKind::trust, "another's certificate", 0})});
    EXPECT_THAT(worth_keeping(draft_, result), ElementsAre(2, 3, 5, 6));
}

TEST_F(KeepingTest, KeepsNothingForAServerThatWasNeverNamed) {
    draft_.way = {};
    const auto result =
        outcome({failed("bob@b.test", Verdict::deferred, Phase::connect, {ErrorKind::config, "no server", 0}),
                 failed("ann", Verdict::deferred, Phase::connect, {ErrorKind::io, "locked mailbox", 0})});
    EXPECT_THAT(worth_keeping(draft_, result), ElementsAre(1));
}

TEST_F(KeepingTest, KeepsTheRestAsTriedOnce) {
    const auto claim =
        keep_all(outcome({delivered("bob@b.test"), replied("carol@c.test", Phase::rcpt, reply(452, {"4.2.2 full"})),
                          replied("dave@d.test", Phase::rcpt, reply(451, {"4.3.0 later"}))}));
    ASSERT_EQ(claim.entry.envelope.recipients.size(), 2U);
    EXPECT_EQ(claim.entry.envelope.recipients[0].text(), "carol@c.test");
    EXPECT_EQ(claim.state.tries, 1U);
    EXPECT_EQ(claim.state.unfinished, 0U) << "it came to an end";
    EXPECT_EQ(claim.state.recipients[0].words, "452 4.2.2 full");
    EXPECT_EQ(claim.state.recipients[1].words, "451 4.3.0 later");
    EXPECT_EQ(claim.state.recipients[0].fate, spool::Fate::open);
    EXPECT_GE(claim.state.next_try, queue_.now() + 5min);
    EXPECT_LE(claim.state.next_try, queue_.now() + 10min);
    EXPECT_EQ(claim.entry.route, "work");
    EXPECT_EQ(claim.entry.settings.at(0).value, "work");
    EXPECT_EQ(claim.entry.domain, "a.test");
    EXPECT_TRUE(accounts_.read("work").well()) << "the server was reached";
    EXPECT_EQ(queue_.look(spool::Place::queue, claim.name).value().value().state.tries, 1U) << "on the disk as well";
}

TEST_F(KeepingTest, HoldsAnAccountThatIsRefused) {
    const auto claim = keep_all(outcome({replied("bob@b.test", Phase::auth, reply(535, {"wrong"}))}));
    EXPECT_EQ(claim.state.recipients[0].fate, spool::Fate::open);
    EXPECT_TRUE(accounts_.read("work").held);
    EXPECT_EQ(accounts_.read("work").words, "535 wrong");
}

TEST_F(KeepingTest, HoldsOnWhenTheServerIsOutOfReachMeanwhile) {
    keep_all(outcome({replied("bob@b.test", Phase::auth, reply(535, {"wrong"}))}));
    keep_all(outcome({failed("bob@b.test", Verdict::deferred, Phase::connect, refused_connection)}));
    EXPECT_TRUE(accounts_.read("work").held) << "the password is as wrong as before";
    EXPECT_EQ(accounts_.read("work").words, "535 wrong");
    EXPECT_EQ(accounts_.read("work").failures, 1U);
}

// As after a message that everybody got: the account works, and what waits for it need not wait on.
TEST_F(KeepingTest, EndsTheTroubleOfAnAccountThatWorksAgain) {
    for (const bool held : {true, false}) {
        ASSERT_TRUE(queue_.prepare());
        ASSERT_TRUE(accounts_.write({"work", held, queue_.now(), queue_.now() + 4h, 7, "535 wrong"}));
        keep_all(outcome({delivered("bob@b.test"), replied("carol@c.test", Phase::rcpt, reply(452, {"4.2.2 full"}))}));
        EXPECT_TRUE(accounts_.read("work").well()) << held;
    }
}

TEST_F(KeepingTest, TellsOthersOfAServerOutOfReach) {
    for (int messages = 1; messages <= 2; ++messages) { // many are no reason to wait longer
        const auto claim =
            keep_all(outcome({failed("bob@b.test", Verdict::deferred, Phase::connect, refused_connection)}));
        EXPECT_FALSE(accounts_.read("work").held);
        EXPECT_EQ(accounts_.read("work").failures, 1U);
        EXPECT_EQ(accounts_.read("work").not_before, claim.state.next_try);
    }
}

TEST_F(KeepingTest, KeepsAWholeDraftUntried) {
    auto& draft = draft_for({"bob@b.test"});
    draft.handover.not_before = queue_.now() + 1h;
    const auto claim = keep(draft, queue_);
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_EQ(claim->state.tries, 0U);
    EXPECT_EQ(claim->entry.not_before, queue_.now() + 1h);
    EXPECT_EQ(claim->state.next_try, queue_.now() + 1h);
    EXPECT_EQ(claim->entry.accepted, queue_.now());
}

TEST_F(KeepingTest, SaysOfEverybodyThatHeHadNoTurn) {
    const auto result = nobody_reached(draft_for({"bob@b.test", "carol@c.test"}), {ErrorKind::no_input, "no file", 0});
    ASSERT_EQ(result.recipients.size(), 2U);
    EXPECT_EQ(result.recipients[1].verdict, Verdict::deferred);
    EXPECT_EQ(result.recipients[1].error.value_or(Error{}).message, "no file");
    EXPECT_THAT(worth_keeping(draft_, result), ElementsAre(0, 1));
}

TEST_F(KeepingTest, TakesItsTimesFromTheConfiguration) {
    config::QueueSettings settings;
    settings.first_retry = 1min;
    settings.max_retry = 2min;
    settings.expire = 3min;
    settings.delay_notice = 4min;
    const auto retry = retry_settings(settings);
    EXPECT_EQ(retry.first_retry, 1min);
    EXPECT_EQ(retry.max_retry, 2min);
    EXPECT_EQ(retry.expire, 3min);
    EXPECT_EQ(retry.delay_notice, 4min);
}

} // namespace
} // namespace posthaste::app
