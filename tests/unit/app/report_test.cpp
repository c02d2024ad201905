// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "report.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using delivery::Verdict;
using smtp::Phase;
using testing::HasSubstr;
using testing::Not;

std::string of_error(Verdict verdict, ErrorKind kind, std::string message, Phase phase = Phase::connect) {
    return describe(outcome({failed("b@x.test", verdict, phase, Error{kind, std::move(message)})}));
}

TEST(Describe, SaysNothingOfWhoHasTheMessage) {
    EXPECT_EQ(describe(outcome({delivered("a@x.test"), delivered("b@x.test")})), "");
}

TEST(Describe, NamesTheRecipientTheServerAndItsWords) {
    EXPECT_EQ(describe(outcome(
                  {delivered("a@x.test"), replied("b@x.test", Phase::rcpt, reply(550, {"5.1.1 no such user"}))})),
              "posthaste: b@x.test: refused by mx.test:587 (rcpt): 550 5.1.1 no such user; check the address\n");
}

TEST(Describe, SaysWhatToDoNext) {
    struct Case {
        const char* name;
        Phase phase;
        int code;
        const char* text;
    };
    for (const auto& c :
         {Case{"refused recipient", Phase::rcpt, 550, "check the address"},
          {"refused login", Phase::auth, 535, "check the user and the password"},
          {"refused sender", Phase::mail, 553, "check the sender"},
          {"refused message", Phase::end_of_data, 554, "change the message"},
          {"another protocol", Phase::ehlo, 500, "lmtp:// for LMTP"},
          {"greylisted", Phase::rcpt, 451, "not taken now by mx.test:587 (rcpt): 451 x; try again later"},
          {"login later", Phase::auth, 454, "try again later"}})
        EXPECT_THAT(describe(outcome({replied("b@x.test", c.phase, reply(c.code, {"x"}))})), HasSubstr(c.text))
            << c.name;
    EXPECT_THAT(of_error(Verdict::deferred, ErrorKind::connection, "x"), HasSubstr("x; try again later\n"));
    EXPECT_THAT(of_error(Verdict::deferred, ErrorKind::timeout, "x"), HasSubstr("x; try again later\n"));
    EXPECT_THAT(of_error(Verdict::deferred, ErrorKind::no_space, "x"), HasSubstr("make room and try again\n"));
}

TEST(Describe, DoesNotBlameTheMessageForWhatConcernsOneRecipient) {
    auto own = replied("b@x.test", Phase::end_of_data, reply(552, {"over quota"}));
    own.own_reply = true;
    EXPECT_EQ(describe(outcome({delivered("a@x.test"), own})),
              "posthaste: b@x.test: refused by mx.test:587 (end of data): 552 over quota; ask the server's"
              " administrator\n");
}

TEST(Describe, ShowsEveryLineOfAReply) {
    EXPECT_THAT(describe(outcome({replied("b@x.test", Phase::end_of_data,
                                          reply(554, {"5.7.1 first", "5.7.1 see https://x.test/why", "5.7.1 last"}))})),
                HasSubstr("554 5.7.1 first / 5.7.1 see https://x.test/why / 5.7.1 last"));
}

TEST(Describe, PutsRecipientsOfOneFateOnALine) {
    const auto no = reply(550, {"no"}), later = reply(451, {"later"});
    EXPECT_EQ(describe(outcome({replied("a@x.test", Phase::rcpt, no), replied("b@x.test", Phase::rcpt, later),
                                delivered("c@x.test"), replied("d@x.test", Phase::rcpt, no)})),
              "posthaste: a@x.test, d@x.test: refused by mx.test:587 (rcpt): 550 no; check the address\n"
              "posthaste: b@x.test: not taken now by mx.test:587 (rcpt): 451 later; try again later\n");
}

TEST(Describe, NamesEverybodyInLinesOfTwenty) {
    std::vector<delivery::RecipientOutcome> recipients;
    for (int i = 0; i < 45; ++i)
        recipients.push_back(replied("r" + std::to_string(i), Phase::rcpt, reply(550, {"no"})));
    const auto text = describe(outcome(recipients));
    EXPECT_EQ(std::ranges::count(text, '\n'), 3);
    EXPECT_THAT(text, HasSubstr("posthaste: r0, r1, "));
    EXPECT_THAT(text, HasSubstr("r19: refused"));
    EXPECT_THAT(text, HasSubstr("posthaste: r40, r41, r42, r43, r44: refused"));
}

TEST(Describe, LetsNothingFromOutsideReachTheTerminalRaw) {
    const auto text = describe(
        outcome({replied("b@x.test", Phase::rcpt, reply(550, {"\x1b]0;owned\x07", "a\rb\nposthaste: forged"}))}));
    EXPECT_THAT(text, HasSubstr("\\x1b]0;owned\\x07 / a\\x0db\\x0aposthaste: forged"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 1);
    EXPECT_THAT(of_error(Verdict::deferred, ErrorKind::io, "cannot write \x1b[2J"), Not(HasSubstr("\x1b")));
}

TEST(Describe, NamesTheServerUnlessTheErrorDoes) {
    EXPECT_EQ(of_error(Verdict::deferred, ErrorKind::trust, "the certificate has expired"),
              "posthaste: b@x.test: mx.test:587: the certificate has expired\n");
    EXPECT_EQ(of_error(Verdict::deferred, ErrorKind::trust, "mx.test:587: expired"),
              "posthaste: b@x.test: mx.test:587: expired\n");
    auto nowhere = failed("b@x.test", Verdict::deferred, Phase::connect, Error{ErrorKind::config, "no server"});
    nowhere.remote.clear();
    EXPECT_EQ(describe(outcome({nowhere})), "posthaste: b@x.test: no server\n");
}

TEST(Describe, WarnsThatALostMessageMayArriveTwice) {
    const auto text = of_error(Verdict::unknown, ErrorKind::connection, "connection lost", Phase::end_of_data);
    EXPECT_THAT(text, HasSubstr("connection lost; the message may have been delivered all the same"));
    EXPECT_THAT(text, Not(HasSubstr("try again later")));
}

TEST(Say, IsOneLineWithoutControlCharacters) {
    StringSink sink;
    say(sink, "two\nlines \x1b[2J");
    EXPECT_EQ(sink.text, "posthaste: two\\x0alines \\x1b[2J\n");
}

TEST(Describe, KnowsWhatAProviderWants) {
    auto refused = replied("b@x.test", Phase::auth, reply(535, {"5.7.8 Username and Password not accepted"}));
    refused.remote = "smtp.gmail.com:587";
    EXPECT_THAT(describe(outcome({refused})), HasSubstr("app password"));
    EXPECT_THAT(describe(outcome({refused})), Not(HasSubstr("check the user")));
    EXPECT_THAT(describe(outcome({failed("b@x.test", Verdict::deferred, Phase::connect,
                                         Error{ErrorKind::timeout, "timed out", 0})})),
                HasSubstr("try again later"));
}

} // namespace
} // namespace posthaste::app
