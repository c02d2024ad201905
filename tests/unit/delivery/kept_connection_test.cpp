// SPDX-License-Identifier: MIT
// Many messages over one connection, and what ends it.
#include "kept_fixture.hpp"

#include <algorithm>
#include <latch>

namespace posthaste::delivery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class Whole : public OneConnection, public testing::WithParamInterface<bool> {};

TEST_P(Whole, CarriesThreeMessages) {
    DialogueServer server({.byte_by_byte = GetParam()});
    {
        SmtpTransport transport(settings(server.port()), transcript_);
        EXPECT_THAT(deliver(transport, 3), ElementsAre(good_, good_, good_));
    } // the destructor says QUIT
    EXPECT_THAT(server.stop(), ElementsAre(joined({{ehlo}, transaction(), transaction(), transaction(), {"QUIT"}})));
    EXPECT_THAT(shown_.text, HasSubstr("221 bye"));
}

TEST_P(Whole, PipelinesEachMessage) {
    DialogueServer server({.extensions = {"PIPELINING"}, .byte_by_byte = GetParam()});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, 2), ElementsAre(good_, good_));
    transport.close();
    EXPECT_THAT(server.stop(), ElementsAre(joined({{ehlo}, transaction(), transaction(), {"QUIT"}})));
}

INSTANTIATE_TEST_SUITE_P(Bytes, Whole, testing::Bool(),
                         [](const auto& each) { return each.param ? "ByteByByte" : "Whole"; });

TEST_F(OneConnection, IsNotKeptUnlessAskedFor) {
    DialogueServer server;
    auto usual = settings(server.port());
    usual.keep_connection = false;
    SmtpTransport transport(std::move(usual), transcript_);
    EXPECT_THAT(deliver(transport, 2), ElementsAre(good_, good_));
    const auto one = joined({{ehlo}, transaction(), {"QUIT"}});
    EXPECT_THAT(server.stop(), ElementsAre(one, one));
}

TEST_F(OneConnection, BeginsAnewAfterClose) {
    DialogueServer server;
    SmtpTransport transport(settings(server.port()), transcript_);
    transport.close(); // nothing to close
    deliver(transport, 1);
    transport.close();
    transport.close();
    deliver(transport, 1);
    transport.close();
    const auto one = joined({{ehlo}, transaction(), {"QUIT"}});
    EXPECT_THAT(server.stop(), ElementsAre(one, one));
}

// --- a connection that was closed meanwhile

TEST_F(OneConnection, IsReplacedWhenTheServerHasClosedIt) {
    DialogueServer server({.answer = [](std::size_t connection, const std::string& line) {
        return connection == 0 && line == "<body>" ? "250 ok\r\n421 4.4.2 no time for more" : "";
    }});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, 2), ElementsAre(good_, good_));
    transport.close();
    EXPECT_THAT(server.stop(), ElementsAre(joined({{ehlo}, transaction()}), joined({{ehlo}, transaction(), {"QUIT"}})));
}

// Between two messages, with a word or without.
TEST_F(OneConnection, IsReplacedWhenTheServerHasHadEnoughOfWaiting) {
    for (const std::string_view words : {"421 4.4.2 idle for too long\r\n", "421 4", ""}) {
        std::latch idle(1), over(1);
        const auto hang_up_when_idle = [&](test::Channel& channel, std::size_t connection, const std::string& line) {
            if (connection > 0 || line != "<body>")
                return true;
            idle.wait();
            channel.write(words);
            channel.end();
            over.count_down();
            return false;
        };
        DialogueServer server({.afterwards = hang_up_when_idle, .extensions = {"PIPELINING"}});
        SmtpTransport transport(settings(server.port()), transcript_);
        EXPECT_THAT(deliver(transport, 1), ElementsAre(good_));
        idle.count_down();
        over.wait();
        EXPECT_THAT(deliver(transport, 1), ElementsAre(good_));
        transport.close();
        EXPECT_THAT(server.stop(),
                    ElementsAre(joined({{ehlo}, transaction()}), joined({{ehlo}, transaction(), {"QUIT"}})));
    }
}

// Where the second message meets `answer` at `line`.
struct Encounter {
    Verdict verdict;
    std::vector<Dialogue> dialogues;
};
class AtTheSecondMessage : public OneConnection {
  protected:
    Encounter meet(const std::string& at, const std::string& answer, std::vector<std::string> extensions = {}) {
        std::size_t times = 0;
        DialogueServer server({.answer =
                                   [&](std::size_t connection, const std::string& line) {
                                       const bool now = connection == 0 && line.starts_with(at) && ++times == 2;
                                       return now ? answer : std::string{};
                                   },
                               .extensions = std::move(extensions)});
        SmtpTransport transport(settings(server.port()), transcript_);
        auto first = message_to(), second = message_to();
        first.facts.harmless_ahead = second.facts.harmless_ahead = true;
        EXPECT_EQ(transport.deliver(first).recipients.at(0).verdict, good_);
        Encounter encounter{transport.deliver(second).recipients.at(0).verdict, {}};
        transport.close();
        encounter.dialogues = server.stop();
        return encounter;
    }
};

void expect_replaced(const Encounter& met) {
    const auto sent = [](const auto& line) { return line.starts_with('<'); };
    EXPECT_EQ(met.verdict, Verdict::delivered);
    ASSERT_THAT(met.dialogues, SizeIs(2));
    EXPECT_EQ(std::ranges::count_if(met.dialogues[0], sent), 1) << "the first message alone";
    EXPECT_EQ(met.dialogues[1].back(), "QUIT");
}

TEST_F(AtTheSecondMessage, AConnectionIsReplacedThatEndsAtTheFirstCommand) {
    for (const std::string& answer : {std::string("421 4.7.0 too many messages"), hang_up}) {
        expect_replaced(meet("MAIL", answer));
        expect_replaced(meet("MAIL", answer, {"PIPELINING"}));
        expect_replaced(meet("MAIL", answer, {"PIPELINING", "CHUNKING"}));
    }
}

TEST_F(AtTheSecondMessage, AConnectionThatEndsLaterIsNotReplaced) {
    const auto met = meet("RCPT", "421 4.3.2 shutting down");
    EXPECT_EQ(met.verdict, Verdict::deferred);
    EXPECT_THAT(met.dialogues, SizeIs(1));
    EXPECT_EQ(meet("RCPT", hang_up).verdict, Verdict::deferred);
    EXPECT_EQ(meet("DATA", hang_up).verdict, Verdict::deferred);
}

// In a new connection it is sent ahead, and nobody would know.
TEST_F(AtTheSecondMessage, TheMessageIsNotSentAheadOfTheFirstAnswer) {
    const auto met = meet("RCPT", hang_up, {"PIPELINING", "CHUNKING"});
    EXPECT_EQ(met.verdict, Verdict::deferred);
    ASSERT_THAT(met.dialogues, SizeIs(1));
}

TEST_F(AtTheSecondMessage, NobodyKnowsAfterTheEndOfTheMessage) {
    for (const auto& extensions : {std::vector<std::string>{}, {"PIPELINING", "CHUNKING"}}) {
        const auto met = meet(extensions.empty() ? "<body>" : "<chunk>", hang_up, extensions);
        EXPECT_EQ(met.verdict, Verdict::unknown);
        EXPECT_THAT(met.dialogues, SizeIs(1));
    }
}

TEST_F(AtTheSecondMessage, A421ToTheEndOfTheMessageIsAnAnswer) {
    const auto met = meet("<body>", "421 4.3.0 cannot store it");
    EXPECT_EQ(met.verdict, Verdict::deferred);
    EXPECT_THAT(met.dialogues, SizeIs(1));
}

TEST_F(AtTheSecondMessage, ARefusalLeavesTheConnection) {
    const auto refused_sender = meet("MAIL", "550 5.7.1 not you");
    EXPECT_EQ(refused_sender.verdict, Verdict::rejected);
    EXPECT_THAT(refused_sender.dialogues, ElementsAre(joined({{ehlo}, transaction(), {mail_from, "QUIT"}})));
    const auto refused_data = meet("DATA", "451 4.3.0 not now");
    EXPECT_EQ(refused_data.verdict, Verdict::deferred);
    EXPECT_EQ(refused_data.dialogues.at(0).back(), "QUIT");
}

TEST_F(AtTheSecondMessage, NothingIsSaidAfterNonsense) {
    const auto met = meet("RCPT", "what?");
    EXPECT_EQ(met.verdict, Verdict::deferred);
    EXPECT_THAT(met.dialogues, ElementsAre(joined({{ehlo}, transaction(), {mail_from, rcpt("bob@b.test")}})));
}

TEST_F(OneConnection, IsNotReplacedWhenItIsNew) {
    for (const std::string& answer : {std::string("421 4.3.2 not now"), hang_up}) {
        DialogueServer server(
            {.answer = [&](std::size_t, const std::string& line) { return line == mail_from ? answer : ""; }});
        SmtpTransport transport(settings(server.port()), transcript_);
        EXPECT_THAT(deliver(transport, 1), ElementsAre(Verdict::deferred));
        transport.close();
        EXPECT_THAT(server.stop(), ElementsAre(Dialogue{ehlo, mail_from}));
    }
}

TEST_F(OneConnection, IsReplacedOnceForAMessage) {
    DialogueServer server({.answer = [](std::size_t connection, const std::string& line) {
        return line == mail_from && connection > 0 ? "421 4.7.0 come back later"
               : line == "<body>"                  ? "250 ok\r\n421 bye"
                                                   : "";
    }});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, 2), ElementsAre(good_, Verdict::deferred));
    EXPECT_THAT(server.stop(), SizeIs(2));
}

// --- refusals

TEST_F(OneConnection, IsResetBehindATransactionThatStayedOpen) {
    DialogueServer server({.answer = [](std::size_t, const std::string& line) {
        return line == rcpt("nobody@b.test") ? "550 5.1.1 no such user" : "";
    }});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, {"nobody@b.test", "bob@b.test", "nobody@b.test"}),
                ElementsAre(Verdict::rejected, good_, Verdict::rejected));
    transport.close();
    EXPECT_THAT(server.stop(), ElementsAre(joined({{ehlo, mail_from, rcpt("nobody@b.test"), "RSET"},
                                                   transaction(),
                                                   {mail_from, rcpt("nobody@b.test"), "QUIT"}})));
}

TEST_F(OneConnection, IsReplacedWhenRsetIsRefused) {
    DialogueServer server({.answer = [](std::size_t connection, const std::string& line) {
        return connection > 0                  ? ""
               : line == rcpt("nobody@b.test") ? "550 5.1.1 no such user"
               : line == "RSET"                ? "502 5.5.1 never heard of it"
                                               : "";
    }});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, {"nobody@b.test", "bob@b.test"}), ElementsAre(Verdict::rejected, good_));
    transport.close();
    EXPECT_THAT(server.stop(), ElementsAre(Dialogue{ehlo, mail_from, rcpt("nobody@b.test"), "RSET", "QUIT"},
                                           joined({{ehlo}, transaction(), {"QUIT"}})));
}

TEST_F(OneConnection, IsUsedByWhoIsToldThatThereIsNoRoom) {
    int named = 0;
    DialogueServer server({.answer = [&](std::size_t, const std::string& line) {
        named = line.starts_with("MAIL") ? 0 : named + (line.starts_with("RCPT") ? 1 : 0);
        return line.starts_with("RCPT") && named > 1 ? "452 4.5.3 one at a time" : "";
    }});
    SmtpTransport transport(settings(server.port()), transcript_);
    const auto outcome = transport.deliver(message_to({"bob@b.test", "cat@b.test"}));
    EXPECT_EQ(outcome.recipients.at(0).verdict, good_);
    EXPECT_EQ(outcome.recipients.at(1).verdict, good_);
    transport.close();
    EXPECT_THAT(server.stop(), ElementsAre(joined({{ehlo, mail_from, rcpt("bob@b.test"), rcpt("cat@b.test"), "DATA"},
                                                   {"<body>"},
                                                   transaction("cat@b.test"),
                                                   {"QUIT"}})));
}

// --- QUIT

// The answer to QUIT comes when the outcome is known.
TEST_F(OneConnection, IsLeftWithoutWaitingForAGoodbye) {
    std::latch known(1);
    DialogueServer server({.answer =
                               [&](std::size_t connection, const std::string& line) {
                                   if (connection == 0 && line == "QUIT")
                                       known.wait();
                                   return std::string{};
                               },
                           .extensions = {"LIMITS MAILMAX=1"}});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, 1), ElementsAre(good_));
    EXPECT_THAT(shown_.text, HasSubstr("QUIT"));
    EXPECT_THAT(shown_.text, Not(HasSubstr("waiting for the answer to QUIT")));
    known.count_down();
    EXPECT_THAT(deliver(transport, 1), ElementsAre(good_));
    transport.close();
    EXPECT_THAT(server.stop(), SizeIs(2));
    EXPECT_THAT(shown_.text, Not(HasSubstr("waiting for the answer to QUIT")));
}

TEST_F(OneConnection, IsLeftAfterAWhileWhenNobodySaysGoodbye) {
    std::latch over(1);
    DialogueServer server({.answer = [&](std::size_t, const std::string& line) {
        if (line == "QUIT")
            over.wait();
        return std::string{};
    }});
    {
        auto impatient = settings(server.port());
        impatient.timeout = std::chrono::seconds(1);
        SmtpTransport transport(std::move(impatient), transcript_);
        EXPECT_THAT(deliver(transport, 1), ElementsAre(good_));
    }
    EXPECT_THAT(shown_.text, HasSubstr("waiting for the answer to QUIT"));
    over.count_down();
}

TEST_F(OneConnection, EndsWithTheServerThatSaysNoToTheGreeting) {
    DialogueServer server(
        {.answer = [](std::size_t, const std::string& line) { return line == ehlo ? "550 5.7.1 go away" : ""; }});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, 1), ElementsAre(Verdict::rejected));
    transport.close();
    EXPECT_THAT(server.stop(), ElementsAre(Dialogue{ehlo, "QUIT"}));
}

} // namespace
} // namespace posthaste::delivery
