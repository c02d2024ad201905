// SPDX-License-Identifier: MIT
// Many messages over one connection, and what a connection may carry.
#include "session_driver.hpp"

#include <gmock/gmock.h>
#include <initializer_list>

namespace posthaste::smtp {
namespace {

using testing::HasSubstr;

TEST(Session, TakesManyMessagesOverOneConnection) {
    Session session(plain_options(), {});
    session.begin(envelope_for(2), facts_of(10));
    hello(session, {"PIPELINING"});
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(session.idle());
        deliver_one(session);
        EXPECT_TRUE(session.idle());
        EXPECT_EQ(sent(session), "<finished>");
        ASSERT_EQ(session.results().size(), 2U);
        EXPECT_EQ(session.results()[1].phase, Phase::end_of_data);
        session.begin(envelope_for(2), facts_of(10));
    }
    deliver_one(session);
    session.quit();
    EXPECT_EQ(sent(session), "QUIT\r\n");
    EXPECT_EQ(session.phase(), Phase::quit);
    answer(session, "221 bye\r\n");
    EXPECT_EQ(sent(session), "<finished>");
    EXPECT_FALSE(session.idle());
}

// Ahead of any answer only in a connection that has just been made.
TEST(Session, SendsNoMessageAheadInAConnectionThatWasKept) {
    Session session(plain_options(), {});
    auto facts = facts_of(10);
    facts.harmless_ahead = true;
    session.begin(envelope_for(1), facts);
    hello(session, {"PIPELINING", "CHUNKING"});
    EXPECT_THAT(sent(session), HasSubstr("BDAT"));
    ASSERT_EQ(sent(session), "<chunk>");
    session.body_sent();
    answer(session, "250 ok\r\n250 ok\r\n250 taken\r\n");
    ASSERT_TRUE(session.idle());
    session.begin(envelope_for(1), facts);
    EXPECT_EQ(sent(session), "MAIL FROM:<a@example.org>\r\nRCPT TO:<r1@example.net>\r\n");
    answer(session, "250 ok\r\n250 ok\r\n");
    EXPECT_EQ(sent(session), "BDAT 10 LAST\r\n");
}

TEST(Session, IsNotIdleWhereTheServerTakesNoMore) {
    Session session(plain_options(), {});
    session.begin(envelope_for(1), facts_of(10));
    hello(session, {"PIPELINING", "LIMITS MAILMAX=2"});
    deliver_one(session);
    ASSERT_TRUE(session.idle());
    session.begin(envelope_for(1), facts_of(10));
    deliver_one(session);
    EXPECT_FALSE(session.idle());
    EXPECT_EQ(sent(session), "<finished>");
    session.quit();
    EXPECT_EQ(sent(session), "QUIT\r\n");
}

mail::Envelope envelope_to(std::initializer_list<const char*> recipients) {
    auto envelope = envelope_for(0);
    for (const auto* recipient : recipients)
        envelope.recipients.push_back(mail::Address::parse(recipient).value());
    return envelope;
}

TEST(Session, KnowsWhenTheEndOfTheMessageHasNotLeft) {
    for (const bool sent_end : {true, false}) {
        Session session(plain_options(), {});
        auto facts = facts_of(10);
        facts.harmless_ahead = true;
        session.begin(envelope_for(1), facts);
        hello(session, {"PIPELINING", "CHUNKING"});
        EXPECT_THAT(sent(session), HasSubstr("BDAT"));
        ASSERT_EQ(sent(session), "<chunk>");
        session.body_sent();
        session.connection_lost({ErrorKind::interrupted, "a signal"}, sent_end);
        EXPECT_EQ(session.results()[0].phase, sent_end ? Phase::end_of_data : Phase::body);
    }
}

// RFC 9422 section 4.3. Who has to wait was not named, whatever is lost.
TEST(Session, NamesAsManyDomainsAsTheServerTakes) {
    for (const bool lost : {false, true}) {
        Session session(plain_options(), {});
        session.begin(envelope_to({"a@one.test", "b@two.test", "c@ONE.test", "d@three.test", "e@two.test"}),
                      facts_of(10));
        session.quit();
        hello(session, {"PIPELINING", "LIMITS RCPTDOMAINMAX=2"});
        const auto batch = sent(session);
        EXPECT_EQ(batch, "MAIL FROM:<a@example.org>\r\nRCPT TO:<a@one.test>\r\nRCPT TO:<b@two.test>\r\n"
                         "RCPT TO:<c@ONE.test>\r\nRCPT TO:<e@two.test>\r\nDATA\r\n");
        answer(session, yes_to(batch));
        ASSERT_EQ(sent(session), "<body>");
        session.body_sent();
        EXPECT_EQ(sent(session), "<await>"); // QUIT does not go ahead
        if (lost)
            session.connection_lost({ErrorKind::connection, "gone"});
        else
            answer(session, "250 taken\r\n");
        EXPECT_EQ(sent(session), lost ? "<finished>" : "QUIT\r\n");
        EXPECT_EQ(session.results()[4].phase, Phase::end_of_data);
        EXPECT_EQ(session.results()[3].phase, Phase::rcpt);
        EXPECT_EQ(session.results()[3].no_room, !lost);
    }
}

TEST(Session, SendsAMessageAfterAProbe) {
    Session session(plain_options(), {});
    session.probe(envelope_for(0));
    hello(session, {"PIPELINING"});
    ASSERT_EQ(sent(session), "<finished>");
    ASSERT_TRUE(session.idle());
    session.begin(envelope_for(1), facts_of(10));
    deliver_one(session);
    EXPECT_EQ(session.results()[0].phase, Phase::end_of_data);
    EXPECT_EQ(session.answers().size(), 2U); // greeting and EHLO
}

TEST(Session, SaysRsetBeforeTheNextMessageWhenATransactionIsOpen) {
    Session session(plain_options(), {});
    session.begin(envelope_for(1), facts_of(10));
    hello(session, {});
    EXPECT_EQ(sent(session), "MAIL FROM:<a@example.org>\r\n");
    answer(session, "250 ok\r\n");
    EXPECT_EQ(sent(session), "RCPT TO:<r1@example.net>\r\n");
    answer(session, "550 no\r\n");
    EXPECT_EQ(sent(session), "<finished>");
    EXPECT_TRUE(session.idle());
    session.begin(envelope_for(1), facts_of(10));
    EXPECT_EQ(sent(session), "RSET\r\n");
    EXPECT_EQ(session.phase(), Phase::rset);
    answer(session, "250 ok\r\n");
    EXPECT_EQ(sent(session), "MAIL FROM:<a@example.org>\r\n");
}

TEST(Session, GivesUpWhenRsetIsRefused) {
    Session session(plain_options(), {});
    session.begin(envelope_for(1), facts_of(10));
    hello(session, {"PIPELINING"});
    sent(session);
    answer(session, "250 ok\r\n550 no\r\n554 no recipients\r\n");
    session.begin(envelope_for(1), facts_of(10));
    EXPECT_EQ(sent(session), "RSET\r\n");
    answer(session, "500 what\r\n");
    EXPECT_EQ(session.results()[0].phase, Phase::rset);
    ASSERT_TRUE(session.results()[0].error); // about the connection, not about the recipient
    EXPECT_EQ(session.results()[0].error->kind, ErrorKind::connection);
    EXPECT_EQ(sent(session), "QUIT\r\n");
}

} // namespace
} // namespace posthaste::smtp
