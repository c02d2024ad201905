// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"

#include <posthaste/app/exit_status.hpp>

#include <gtest/gtest.h>

namespace posthaste::app {
namespace {

using delivery::Outcome;
using delivery::Verdict;
using smtp::Phase;

int number(const Outcome& outcome) { return static_cast<int>(exit_status_of(outcome)); }

delivery::RecipientOutcome refused(int code, Phase phase) { return replied("b@x.test", phase, reply(code, {"no"})); }
delivery::RecipientOutcome broken(Verdict verdict, ErrorKind kind, Phase phase = Phase::mail) {
    return failed("b@x.test", verdict, phase, Error{kind, "x"});
}

constexpr std::array every_kind{
    ErrorKind::usage,   ErrorKind::config,     ErrorKind::data,          ErrorKind::no_input, ErrorKind::no_host,
    ErrorKind::refused, ErrorKind::internal,   ErrorKind::cannot_create, ErrorKind::io,       ErrorKind::connection,
    ErrorKind::timeout, ErrorKind::no_space,   ErrorKind::protocol,      ErrorKind::tls,      ErrorKind::trust,
    ErrorKind::auth,    ErrorKind::interrupted};

TEST(ExitStatus, GivesEachKindOfErrorItsSysexit) {
    struct Case {
        ErrorKind kind;
        int status;
    };
    for (const auto& c : {Case{ErrorKind::usage, 64}, Case{ErrorKind::config, 78}, Case{ErrorKind::data, 65},
                          Case{ErrorKind::no_input, 66}, Case{ErrorKind::no_host, 68}, Case{ErrorKind::refused, 69},
                          Case{ErrorKind::internal, 70}, Case{ErrorKind::cannot_create, 73}, Case{ErrorKind::io, 74},
                          Case{ErrorKind::connection, 75}, Case{ErrorKind::timeout, 75}, Case{ErrorKind::no_space, 75},
                          Case{ErrorKind::protocol, 76}, Case{ErrorKind::tls, 76}, Case{ErrorKind::trust, 77},
                          Case{ErrorKind::auth, 77}, Case{ErrorKind::interrupted, 75}})
        EXPECT_EQ(static_cast<int>(exit_status_of(c.kind)), c.status) << "kind " << static_cast<int>(c.kind);
}

TEST(ExitStatus, IsZeroWhenEverybodyHasTheMessage) {
    EXPECT_EQ(number(outcome({delivered("a@x.test"), delivered("b@x.test")})), 0);
}

TEST(ExitStatus, TellsARefusalByWhereItCame) {
    struct Case {
        const char* name;
        delivery::RecipientOutcome recipient;
        int status;
    };
    for (const auto& c : {Case{"greeting", refused(554, Phase::greeting), 69},
                          {"STARTTLS", refused(554, Phase::starttls), 77},
                          {"AUTH", refused(535, Phase::auth), 77},
                          {"MAIL", refused(550, Phase::mail), 69},
                          {"RCPT", refused(550, Phase::rcpt), 67},
                          {"DATA", refused(554, Phase::data), 69},
                          {"end of data", refused(552, Phase::end_of_data), 69},
                          {"no such user here", broken(Verdict::rejected, ErrorKind::refused, Phase::rcpt), 67},
                          {"no such host", broken(Verdict::rejected, ErrorKind::no_host, Phase::connect), 68},
                          {"an address the server cannot take", broken(Verdict::rejected, ErrorKind::data), 65}})
        EXPECT_EQ(number(outcome({c.recipient})), c.status) << c.name;
}

// By LMTP the message is answered recipient by recipient: a refusal is that of one, as after RCPT.
TEST(ExitStatus, TakesARefusalOfOneAfterTheMessageForThatOfARecipient) {
    auto own = refused(552, Phase::end_of_data);
    own.own_reply = true;
    EXPECT_EQ(number(outcome({delivered("a@x.test"), own})), 67);
    EXPECT_EQ(number(outcome({own})), 67);
    auto later = refused(452, Phase::end_of_data);
    later.own_reply = true;
    EXPECT_EQ(number(outcome({delivered("a@x.test"), later})), 69);
    EXPECT_EQ(number(outcome({later, own})), 67);
    EXPECT_EQ(number(outcome({later})), 75);
}

TEST(ExitStatus, TellsWhatWasNotDoneNow) {
    struct Case {
        const char* name;
        delivery::RecipientOutcome recipient;
        int status;
    };
    for (const auto& c :
         {Case{"451 to RCPT", refused(451, Phase::rcpt), 75},
          {"454 to AUTH", refused(454, Phase::auth), 75},
          {"no connection", broken(Verdict::deferred, ErrorKind::connection, Phase::connect), 75},
          {"disk full", broken(Verdict::deferred, ErrorKind::no_space), 75},
          {"no server configured", broken(Verdict::deferred, ErrorKind::config, Phase::connect), 78},
          {"certificate", broken(Verdict::deferred, ErrorKind::trust, Phase::tls), 77},
          {"gibberish", broken(Verdict::deferred, ErrorKind::protocol), 76},
          {"mailbox", broken(Verdict::deferred, ErrorKind::cannot_create, Phase::body), 73},
          {"lost after the dot", broken(Verdict::unknown, ErrorKind::connection, Phase::end_of_data), 75}})
        EXPECT_EQ(number(outcome({c.recipient})), c.status) << c.name;
}

TEST(ExitStatus, PutsARefusalForGoodFirst) {
    const auto later = refused(451, Phase::rcpt), never = refused(550, Phase::rcpt);
    EXPECT_EQ(number(outcome({delivered("a@x.test"), never})), 67);
    EXPECT_EQ(number(outcome({later, never, delivered("a@x.test")})), 67);
    EXPECT_EQ(number(outcome({broken(Verdict::deferred, ErrorKind::config), later, never})), 67);
    EXPECT_EQ(number(outcome({later, refused(554, Phase::end_of_data)})), 69);
}

TEST(ExitStatus, PutsWhatMustBeMendedBeforeWhatPasses) {
    const auto later = refused(451, Phase::rcpt), mend = broken(Verdict::deferred, ErrorKind::config);
    EXPECT_EQ(number(outcome({later, mend})), 78);
    EXPECT_EQ(number(outcome({mend, later})), 78);
}

// A caller that tries again on 75 would send the message twice to whoever has it.
TEST(ExitStatus, AsksForNoOtherTryOnceSomebodyHasTheMessage) {
    const auto has_it = delivered("a@x.test");
    EXPECT_EQ(number(outcome({has_it, refused(451, Phase::rcpt)})), 69);
    EXPECT_EQ(number(outcome({refused(451, Phase::rcpt), has_it})), 69);
    for (const auto verdict : {Verdict::deferred, Verdict::unknown})
        for (const auto kind : every_kind) {
            const auto other = broken(verdict, kind);
            for (const int status : {number(outcome({has_it, other})), number(outcome({other, has_it}))}) {
                EXPECT_NE(status, 75) << "kind " << static_cast<int>(kind);
                EXPECT_NE(status, 0) << "kind " << static_cast<int>(kind);
            }
        }
}

} // namespace
} // namespace posthaste::app
