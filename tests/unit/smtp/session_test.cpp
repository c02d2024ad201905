// SPDX-License-Identifier: MIT
#include "session_driver.hpp"

#include <posthaste/codec/base64.hpp>

#include <gmock/gmock.h>

namespace posthaste::smtp {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(Session, SaysNothingBeforeTheGreeting) {
    Session session(plain_options(), {});
    session.begin(envelope_for(1), facts_of(10));
    EXPECT_EQ(sent(session), "<await>");
    EXPECT_EQ(sent(session), "<await>");
    EXPECT_EQ(session.phase(), Phase::greeting);
}

TEST(Session, TriesAnAccountWithoutAMessage) {
    Session session(plain_options(), {});
    hello(session, {"SIZE"});
    EXPECT_EQ(sent(session), "<finished>");
    EXPECT_TRUE(session.idle());
    session.quit();
    EXPECT_EQ(sent(session), "QUIT\r\n");
}

TEST(Session, CutsManyRecipientsIntoBatchesOfAHundred) {
    Session session(plain_options(), {});
    session.begin(envelope_for(250), facts_of(10));
    hello(session, {"PIPELINING"});
    std::vector<std::size_t> batches;
    for (auto batch = sent(session); batch != "<body>"; batch = sent(session)) {
        EXPECT_LE(batch.size(), 8192U);
        batches.push_back(count_lines(batch));
        answer(session, yes_to(batch));
    }
    EXPECT_THAT(batches, testing::ElementsAre(102U, 102U, 48U)); // MAIL, 250 RCPT, DATA
}

TEST(Session, KeepsABatchOfLongAddressesSmall) {
    mail::Envelope envelope = envelope_for(0);
    for (int i = 0; i < 100; ++i)
        envelope.recipients.push_back(
            mail::Address::make(fmt::format("{}{}", std::string(60, 'l'), i), std::string(60, 'd') + ".example")
                .value());
    Session session(plain_options(), {});
    session.begin(envelope, facts_of(10));
    hello(session, {"PIPELINING"});
    std::size_t commands = 0;
    for (auto batch = sent(session); batch != "<body>"; batch = sent(session)) {
        EXPECT_LE(batch.size(), 8192U);
        commands += count_lines(batch);
        answer(session, yes_to(batch));
    }
    EXPECT_EQ(commands, 102U);
}

TEST(Session, SkipsDataWhenABatchBeforeHasLeftNobody) {
    Session session(plain_options(), {});
    session.begin(envelope_for(101), facts_of(10)); // MAIL and 101 RCPT fill a batch, DATA would be alone in the next
    hello(session, {"PIPELINING"});
    const auto batch = sent(session);
    ASSERT_EQ(count_lines(batch), 102U);
    std::string replies = "250 ok\r\n";
    for (int i = 0; i < 101; ++i)
        replies += "550 no\r\n";
    answer(session, replies);
    EXPECT_EQ(sent(session), "<finished>");
}

TEST(Session, HidesSecretsInWhatIsShown) {
    SessionOptions options = plain_options();
    options.tls = TlsUse::implicit;
    for (const auto* mechanism : {"plain", "login"}) {
        Session session(options, sasl_for(mechanism));
        session.begin(envelope_for(1), facts_of(10));
        hello(session, {"AUTH PLAIN LOGIN"});
        std::string shown;
        for (int i = 0; i < 3; ++i) {
            const Action action = session.next();
            ASSERT_TRUE(std::holds_alternative<SendBytes>(action));
            shown += std::get<SendBytes>(action).shown;
            EXPECT_EQ(session.phase(), Phase::auth);
            if (std::string_view(mechanism) == "plain")
                break;
            answer(session, "334 \r\n");
            if (i == 2)
                break;
        }
        EXPECT_EQ(shown, std::string_view(mechanism) == "plain" ? "AUTH PLAIN <hidden>\r\n"
                                                                : "AUTH LOGIN\r\n<hidden>\r\n<hidden>\r\n");
    }
}

TEST(Session, SaysThatAnInitialResponseIsEmpty) { // RFC 4954 section 4: "="
    SessionOptions options = plain_options();
    options.tls = TlsUse::implicit;
    Session session(options, make_sasl_clients("external", {}).value());
    session.begin(envelope_for(1), facts_of(10));
    hello(session, {"AUTH EXTERNAL"});
    EXPECT_EQ(sent(session), "AUTH EXTERNAL =\r\n");
}

TEST(Session, HidesATokenThatTheServersExplanationRepeats) {
    SessionOptions options = plain_options();
    options.tls = TlsUse::implicit;
    const auto challenge = "334 " + codec::base64_encode(R"({"token":"secret"})") + "\r\n";
    for (const auto* last : {"535 5.7.8 no\r\n", "235 come in\r\n"}) {
        Session session(options, sasl_for("xoauth2"));
        session.begin(envelope_for(1), facts_of(10));
        session.hide(Secret("secret"));
        hello(session, {"AUTH XOAUTH2"});
        ASSERT_THAT(sent(session), HasSubstr("AUTH XOAUTH2"));
        answer(session, challenge);
        ASSERT_EQ(sent(session), "\r\n");
        ASSERT_EQ(sent(session), "<await>");
        (void)session.receive(last);
        const auto& result = session.results().front();
        const auto text = result.reply ? result.reply->text() : result.error->message;
        EXPECT_THAT(text, testing::AllOf(HasSubstr("<hidden>"), testing::Not(HasSubstr("secret"))));
    }
}

TEST(Session, RefusesTlsOutOfItsTurn) {
    SessionOptions options = plain_options();
    options.tls = TlsUse::starttls_required;
    Session session(options, {});
    session.begin(envelope_for(1), facts_of(10));
    hello(session, {"STARTTLS"});
    const auto status = session.tls_started();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::protocol);
    EXPECT_THAT(status.error().message, HasSubstr("out of its turn"));
    EXPECT_EQ(sent(session), "<finished>");
    EXPECT_EQ(session.results()[0].error->kind, ErrorKind::protocol);
}

TEST(Session, ForgetsWhatWasOfferedBeforeTls) {
    SessionOptions options = plain_options();
    options.tls = TlsUse::starttls_required;
    Session session(options, {});
    session.begin(envelope_for(1), facts_of(10));
    hello(session, {"STARTTLS", "PIPELINING", "SIZE", "8BITMIME"});
    EXPECT_EQ(sent(session), "STARTTLS\r\n");
    answer(session, "220 go\r\n");
    EXPECT_EQ(sent(session), "<tls>");
    EXPECT_EQ(session.phase(), Phase::tls);
    ASSERT_TRUE(session.tls_started());
    EXPECT_EQ(sent(session), "EHLO client.example\r\n");
    answer(session, "250 mx.example\r\n");
    EXPECT_EQ(sent(session), "MAIL FROM:<a@example.org>\r\n");
}

TEST(Session, ReportsALossWhereItHappened) {
    Session session(plain_options(), {});
    session.begin(envelope_for(2), facts_of(10));
    session.connection_lost({ErrorKind::timeout, "no greeting"});
    EXPECT_EQ(sent(session), "<finished>");
    EXPECT_EQ(session.results()[1].phase, Phase::greeting);
    EXPECT_EQ(session.results()[1].error->message, "no greeting");
    session.connection_lost({ErrorKind::io, "again"}); // changes nothing
    EXPECT_EQ(session.results()[1].error->message, "no greeting");
}

TEST(Session, SettlesAMessageGivenToItTooLate) {
    Session session(plain_options(), {});
    session.begin(envelope_for(1), facts_of(10));
    session.connection_lost({ErrorKind::connection, "gone"});
    session.begin(envelope_for(2), facts_of(10));
    EXPECT_EQ(sent(session), "<finished>");
    ASSERT_EQ(session.results().size(), 2U);
    EXPECT_THAT(session.results()[1].error->message, HasSubstr("has ended"));
}

TEST(Session, RefusesAClientNameThatWouldBeACommand) {
    SessionOptions options = plain_options();
    options.client_name = "x.test\r\nMAIL FROM:<evil@evil.test>";
    Session session(options, {});
    session.begin(envelope_for(1), facts_of(10));
    answer(session, "220 hi\r\n");
    EXPECT_EQ(sent(session), "QUIT\r\n");
    EXPECT_THAT(session.results()[0].error->message, HasSubstr("line end"));
}

TEST(Session, TakesNoSuccessThatBeganBeforeTheEndOfTheMessage) {
    Session session(plain_options(), {});
    session.begin(envelope_for(1), facts_of(10));
    hello(session, {"PIPELINING"});
    answer(session, yes_to(sent(session)));
    ASSERT_EQ(sent(session), "<body>");
    ASSERT_TRUE(session.receive("250 ta"));
    session.body_sent();
    const auto status = session.receive("ken\r\n");
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::protocol);
    EXPECT_EQ(session.results()[0].error->kind, ErrorKind::protocol);
}

TEST(Session, HasTheMessageReencodedForAServerThatTakesSevenBits) {
    Session session(plain_options(), {});
    auto facts = facts_of(10);
    facts.body_eight_bit = true;
    session.begin(envelope_for(1), facts);
    hello(session, {"SIZE"});
    const Action action = session.next();
    ASSERT_TRUE(std::holds_alternative<Reencode>(action));
    EXPECT_TRUE(std::get<Reencode>(action).needs.seven_bit);
    session.reencoded(facts_of(30));
    EXPECT_EQ(sent(session), "MAIL FROM:<a@example.org> SIZE=30\r\n");
}

TEST(Session, SendsAHeaderAsItIsWhereItCannotBeReencodedButTaken) {
    Session session(plain_options(), {});
    auto facts = facts_of(10);
    facts.header_eight_bit = true;
    session.begin(envelope_for(1), facts);
    hello(session, {"8BITMIME"});
    EXPECT_EQ(sent(session), "<reencode>");
    session.cannot_reencode({ErrorKind::data, "signed"});
    EXPECT_EQ(sent(session), "MAIL FROM:<a@example.org> BODY=8BITMIME\r\n");
    EXPECT_EQ(session.warnings().size(), 1U);
}

TEST(Session, GivesUpWhereNothingElseIsLeft) {
    Session session(plain_options(), {});
    auto facts = facts_of(10);
    facts.body_eight_bit = true;
    session.begin(envelope_for(1), facts);
    session.quit();
    hello(session, {"SIZE"});
    EXPECT_EQ(sent(session), "<reencode>");
    session.cannot_reencode({ErrorKind::data, "the message is signed"});
    EXPECT_EQ(sent(session), "QUIT\r\n");
    EXPECT_EQ(session.results()[0].error->message, "the message is signed");
}

TEST(Session, StopsAnEndlessExchange) {
    SessionOptions options = plain_options();
    options.tls = TlsUse::implicit;
    class Talker final : public SaslClient {
        [[nodiscard]] std::string_view mechanism() const noexcept override { return "TALK"; }
        [[nodiscard]] bool reveals_password() const noexcept override { return false; }
        [[nodiscard]] bool has_initial_response() const noexcept override { return false; }
        Result<std::string> initial_response() override { return ""; }
        Result<std::string> respond(std::string_view) override { return "more"; }
        Status finished() override { return {}; }
    };
    std::vector<std::unique_ptr<SaslClient>> sasl;
    sasl.push_back(std::make_unique<Talker>());
    Session session(options, std::move(sasl));
    session.begin(envelope_for(1), facts_of(10));
    hello(session, {"AUTH TALK"});
    int answers = 0;
    while (sent(session) != "*\r\n" && answers < 100) {
        answer(session, "334 bW9yZQ==\r\n");
        ++answers;
    }
    EXPECT_EQ(answers, 17);
    answer(session, "501 cancelled\r\n");
    EXPECT_THAT(session.results()[0].error->message, HasSubstr("more than 16"));
}

TEST(Session, ClearsTheWarningsOfTheMessageBefore) {
    Session session(plain_options(), {});
    auto envelope = envelope_for(1);
    envelope.notify = "NEVER";
    session.begin(envelope, facts_of(10));
    hello(session, {"PIPELINING"});
    deliver_one(session);
    EXPECT_EQ(session.warnings().size(), 1U);
    session.begin(envelope_for(1), facts_of(10));
    EXPECT_THAT(session.warnings(), IsEmpty());
}

} // namespace
} // namespace posthaste::smtp
