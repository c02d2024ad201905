// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "reception_replies.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using delivery::RecipientOutcome;
using delivery::Verdict;
using testing::HasSubstr;
using testing::Not;

RecipientOutcome fate(const char* recipient, Verdict verdict, const char* words = "no") {
    RecipientOutcome outcome{address(recipient), verdict, smtp::Phase::rcpt, std::nullopt, std::nullopt, {}};
    if (verdict != Verdict::delivered)
        outcome.error = Error{ErrorKind::connection, words, 0};
    return outcome;
}

TEST(ReplyForOutcome, IsOneForAll) {
    EXPECT_EQ(reply_for({{fate("a@x.test", Verdict::delivered), fate("b@x.test", Verdict::delivered)}, {}}).code, 250);
    EXPECT_EQ(reply_for({{fate("a@x.test", Verdict::deferred), fate("b@x.test", Verdict::deferred)}, {}}).code, 451);
    EXPECT_EQ(reply_for({{fate("a@x.test", Verdict::unknown)}, {}}).code, 451);
    EXPECT_EQ(reply_for({{fate("a@x.test", Verdict::deferred), fate("b@x.test", Verdict::rejected)}, {}}).code, 550);
}

// A client sends again what was not taken for now, to everybody.
TEST(ReplyForOutcome, IsForGoodOnceSomebodyHasIt) {
    for (const auto other : {Verdict::deferred, Verdict::rejected, Verdict::unknown}) {
        const auto reply =
            reply_for({{fate("a@x.test", Verdict::delivered), fate("b@x.test", other)}, {}}, {.detailed = true});
        EXPECT_EQ(reply.code, 554);
        EXPECT_THAT(reply.text, HasSubstr("others have it, but not b@x.test: no"));
    }
}

// What the configuration names is nobody else's business; what a server said is.
TEST(ReplyForOutcome, TellsOthersAServersWordsAlone) {
    delivery::Outcome outcome{{fate("a@x.test", Verdict::deferred, "the host \"relay.secret\" does not exist")}, {}};
    EXPECT_THAT(reply_for(outcome).text, Not(HasSubstr("relay.secret")));
    EXPECT_THAT(reply_for(outcome, {.detailed = true}).text, HasSubstr("relay.secret"));
    outcome.recipients.front().reply = smtp::Reply{450, {"4.2.0 busy"}, std::nullopt};
    EXPECT_THAT(reply_for(outcome).text, HasSubstr("busy"));
}

TEST(ReplyForOutcome, NeverActsOnATerminal) {
    const auto reply =
        reply_for({{fate("a@x.test", Verdict::rejected, "no\r\n250 fine\x1b[2J")}, {}}, {.detailed = true});
    EXPECT_THAT(reply.text, Not(testing::AnyOf(HasSubstr("\r"), HasSubstr("\n"), HasSubstr("\x1b"))));
}

TEST(ReplyForError, TellsWhoCanMendIt) {
    const Error secret{ErrorKind::config, "/etc/posthaste/service.toml:3: password", 0};
    EXPECT_THAT(reply_for(secret, true).text, HasSubstr("service.toml"));
    EXPECT_THAT(reply_for(secret, false).text, Not(HasSubstr("service.toml")));
    EXPECT_EQ(reply_for(secret, false).code, 451);
    const Error his_own{ErrorKind::data, "the header holds a bare CR", 0};
    EXPECT_THAT(reply_for(his_own, false).text, HasSubstr("bare CR"));
    EXPECT_EQ(reply_for(his_own, false).code, 554);
    EXPECT_EQ(reply_for({ErrorKind::no_space, "x", 0}, false).code, 452);
    EXPECT_EQ(reply_for({ErrorKind::io, "x", 0}, false).code, 451);
}

} // namespace
} // namespace posthaste::app
