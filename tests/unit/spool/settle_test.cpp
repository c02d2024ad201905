// SPDX-License-Identifier: MIT
#include <posthaste/spool/settle.hpp>

#include <array>
#include <gmock/gmock.h>

namespace posthaste::spool {
namespace {

using delivery::RecipientOutcome;
using delivery::Verdict;
using smtp::Phase;

constexpr Time now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 25};
constexpr std::array<std::size_t, 3> places{0, 1, 2};

RecipientOutcome outcome_of(Verdict verdict, Phase phase) {
    return {mail::Address::parse("bob@b.test").value(), verdict, phase, std::nullopt, std::nullopt, "mx.b.test:587"};
}

RecipientOutcome replied(Phase phase, int code, std::optional<smtp::EnhancedCode> enhanced = std::nullopt) {
    smtp::Reply reply;
    reply.code = code;
    reply.lines = {"words"};
    reply.enhanced = enhanced;
    auto outcome = outcome_of(reply.positive()    ? Verdict::delivered
                              : reply.permanent() ? Verdict::rejected
                                                  : Verdict::deferred,
                              phase);
    outcome.reply = reply;
    return outcome;
}

RecipientOutcome ours(Verdict verdict, Phase phase, ErrorKind kind) {
    auto outcome = outcome_of(verdict, phase);
    outcome.error = Error{kind, "our words", 0};
    return outcome;
}

struct Row {
    const char* what;
    RecipientOutcome outcome;
    EventKind fate;
    Trouble trouble;
};

std::vector<Row> replies() {
    return {
        {"taken", replied(Phase::end_of_data, 250), EventKind::delivered, Trouble::none},
        {"too many connections", replied(Phase::greeting, 421), EventKind::deferred, Trouble::out_of_reach},
        {"no service for us", replied(Phase::greeting, 554), EventKind::deferred, Trouble::out_of_reach},
        {"EHLO refused", replied(Phase::ehlo, 550), EventKind::deferred, Trouble::out_of_reach},
        {"STARTTLS not now", replied(Phase::starttls, 454), EventKind::deferred, Trouble::out_of_reach},
        {"STARTTLS not at all", replied(Phase::starttls, 502), EventKind::deferred, Trouble::account},
        {"password refused", replied(Phase::auth, 535), EventKind::deferred, Trouble::account},
        {"no passwords now", replied(Phase::auth, 454), EventKind::deferred, Trouble::out_of_reach},
        {"login wanted at MAIL", replied(Phase::mail, 530), EventKind::deferred, Trouble::account},
        {"sender refused", replied(Phase::mail, 550), EventKind::failed, Trouble::none},
        {"sender not now", replied(Phase::mail, 451), EventKind::deferred, Trouble::none},
        {"recipient refused", replied(Phase::rcpt, 550), EventKind::failed, Trouble::none},
        {"530 of a recipient is about him", replied(Phase::rcpt, 530), EventKind::failed, Trouble::none},
        {"recipient not now", replied(Phase::rcpt, 452), EventKind::deferred, Trouble::none},
        {"content refused", replied(Phase::end_of_data, 554), EventKind::failed, Trouble::none},
        {"content not now", replied(Phase::end_of_data, 451), EventKind::deferred, Trouble::none},
    };
}

std::vector<Row> errors() {
    const auto later = Verdict::deferred;
    const auto never = Verdict::rejected;
    return {
        {"nobody listens", ours(later, Phase::connect, ErrorKind::connection), EventKind::deferred,
         Trouble::out_of_reach},
        {"no such host", ours(never, Phase::connect, ErrorKind::no_host), EventKind::deferred, Trouble::out_of_reach},
        {"silence", ours(later, Phase::greeting, ErrorKind::timeout), EventKind::deferred, Trouble::out_of_reach},
        {"no TLS in common", ours(never, Phase::tls, ErrorKind::tls), EventKind::deferred, Trouble::out_of_reach},
        {"certificate", ours(never, Phase::tls, ErrorKind::trust), EventKind::deferred, Trouble::account},
        {"no mechanism", ours(never, Phase::auth, ErrorKind::auth), EventKind::deferred, Trouble::account},
        {"no SMTP", ours(never, Phase::ehlo, ErrorKind::protocol), EventKind::deferred, Trouble::out_of_reach},
        {"keyring locked", ours(never, Phase::connect, ErrorKind::config), EventKind::deferred, Trouble::out_of_reach},
        {"lost in RCPT", ours(later, Phase::rcpt, ErrorKind::connection), EventKind::deferred, Trouble::none},
        {"lost after the dot", ours(Verdict::unknown, Phase::end_of_data, ErrorKind::connection), EventKind::deferred,
         Trouble::none},
        {"larger than SIZE", ours(never, Phase::mail, ErrorKind::refused), EventKind::failed, Trouble::none},
        {"no SMTPUTF8 there", ours(never, Phase::mail, ErrorKind::data), EventKind::failed, Trouble::none},
        {"disk full here", ours(later, Phase::body, ErrorKind::no_space), EventKind::deferred, Trouble::none},
    };
}

void expect_rows(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        const auto settled = settle({{row.outcome}, {}}, places, now);
        ASSERT_EQ(settled.events.size(), 1U) << row.what;
        EXPECT_EQ(settled.events[0].kind, row.fate) << row.what;
        EXPECT_EQ(settled.trouble, row.trouble) << row.what;
        EXPECT_EQ(settled.mended_by_us, row.trouble == Trouble::account) << row.what;
        EXPECT_EQ(settled.why.empty(), row.trouble == Trouble::none) << row.what;
    }
}

TEST(Settle, TellsByPhaseAndReplyWhatIsAboutTheMessage) { expect_rows(replies()); }
TEST(Settle, TellsByPhaseAndErrorWhatIsAboutTheMessage) { expect_rows(errors()); }

TEST(Settle, KeepsWordsStatusAndWhoSaidThem) {
    const auto settled = settle({{replied(Phase::rcpt, 550, smtp::EnhancedCode{5, 1, 1})}, {}}, places, now);
    const auto& event = settled.events.at(0);
    EXPECT_EQ(event.words, "550 words");
    EXPECT_EQ(event.status, "5.1.1");
    EXPECT_EQ(event.remote, "mx.b.test:587");
    EXPECT_TRUE(event.server_spoke);
    EXPECT_EQ(event.at, now);
    EXPECT_FALSE(settle({{ours(Verdict::deferred, Phase::rcpt, ErrorKind::timeout)}, {}}, places, now)
                     .events.at(0)
                     .server_spoke);
}

TEST(Settle, PutsThoseOfOneFateTogetherByTheirPlacesInTheEntry) {
    const std::array<std::size_t, 4> scattered{1, 4, 5, 9};
    const auto settled = settle({{replied(Phase::end_of_data, 250), replied(Phase::rcpt, 550),
                                  replied(Phase::end_of_data, 250), replied(Phase::rcpt, 452)},
                                 {}},
                                scattered, now);
    ASSERT_EQ(settled.events.size(), 3U);
    EXPECT_THAT(settled.events[0].recipients, testing::ElementsAre(1, 5));
    EXPECT_THAT(settled.events[1].recipients, testing::ElementsAre(4));
    EXPECT_THAT(settled.events[2].recipients, testing::ElementsAre(9));
    EXPECT_EQ(settled.trouble, Trouble::none);
}

TEST(Settle, SeesNoTroubleWhereSomebodyHadHisTurn) {
    EXPECT_EQ(trouble_in({{replied(Phase::auth, 535), replied(Phase::end_of_data, 250)}, {}}), Trouble::none);
    EXPECT_EQ(trouble_in({{replied(Phase::auth, 535), replied(Phase::auth, 535)}, {}}), Trouble::account);
    EXPECT_EQ(trouble_in({}), Trouble::none);
}

TEST(NoteTrouble, HoldsForWhatIsRefusedUntilAPersonReleasesIt) {
    AccountState state;
    note_trouble(state, {{}, Trouble::out_of_reach, "no route", false}, now);
    EXPECT_FALSE(state.held);
    EXPECT_EQ(state.words, "no route");
    note_trouble(state, {{}, Trouble::account, "535 wrong", true}, now);
    EXPECT_TRUE(state.held);
    EXPECT_EQ(state.words, "535 wrong");
    note_trouble(state, {{}, Trouble::out_of_reach, "no route", false}, now + std::chrono::hours{1});
    EXPECT_TRUE(state.held) << "until a person releases it";
    EXPECT_EQ(state.words, "535 wrong");
    EXPECT_EQ(state.failures, 3U);
    EXPECT_EQ(state.not_before, now + std::chrono::hours{1});
}

} // namespace
} // namespace posthaste::spool
