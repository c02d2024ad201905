// SPDX-License-Identifier: MIT
#include "addressing.hpp"
#include "app_fakes.hpp"

#include <gtest/gtest.h>

namespace posthaste::app {
namespace {

config::Account account_of(const char* server) {
    config::Account account;
    account.name = "work";
    account.server = config::parse_server_url(server).value();
    return account;
}

mail::Mailbox mailbox(std::string name, std::string_view text) { return {std::move(name), address(text)}; }

// Everything that decides, with a caller ann@box.example.org and nothing said by anybody.
struct Given {
    SubmitOptions options{};
    Addressed addressed{};
    std::optional<config::Account> account{};
    std::string domain{};
    Caller caller = ann();
    const char* header = "Subject: x\r\n";

    [[nodiscard]] Origin decide() const {
        const auto block = mail::HeaderBlock::parse(header).value();
        return decide_origin({options, addressed, account ? &*account : nullptr, domain, caller, block});
    }
    [[nodiscard]] std::string sender() const {
        const auto origin = decide();
        return origin.sender ? origin.sender->text() : "<>";
    }
    // "Name <address>", as an added From would have it.
    [[nodiscard]] std::string author() const {
        const auto from = decide().header.from;
        if (!from)
            return "";
        return from->display_name.empty() ? from->address.text()
                                          : from->display_name + " <" + from->address.text() + ">";
    }
    Given& with_sender(std::optional<mail::Address> sender) {
        addressed.sender_given = true;
        addressed.sender = std::move(sender);
        return *this;
    }
};

Given locally() { return {.domain = "example.net"}; }
Given by(const char* server) { return {.account = account_of(server)}; }

TEST(Origin, IsTheCallerAtTheConfiguredDomain) {
    const auto given = locally();
    EXPECT_EQ(given.sender(), "ann@example.net");
    EXPECT_EQ(given.author(), "Ann Example <ann@example.net>");
    EXPECT_EQ(given.decide().domain, "example.net");
    EXPECT_EQ(given.decide().header.domain, "example.net");
}

TEST(Origin, IsTheCallerAtThisMachineWithoutADomain) {
    const Given given;
    const auto machine = machine_domain(given.caller);
    EXPECT_EQ(given.sender(), "ann@" + machine);
    EXPECT_EQ(given.decide().domain, machine);
}

TEST(Origin, TakesTheLoginWhereTheServerKnowsIt) {
    auto given = by("smtps://me%40mail.test@mail.test");
    given.header = "From: other@x.test\r\n";
    EXPECT_EQ(given.sender(), "me@mail.test");
    given.domain = "example.net";
    EXPECT_EQ(given.sender(), "ann@example.net");
}

TEST(Origin, TakesTheHeadersAuthorWhereTheLoginIsNoAddress) {
    auto given = by("smtps://me@mail.test");
    given.header = "From: Other <other@x.test>\r\n";
    EXPECT_EQ(given.sender(), "other@x.test");
    given.header = "From: root\r\n";
    EXPECT_EQ(given.sender(), "ann@" + machine_domain(given.caller));
}

TEST(Origin, LetsNobodyButTheServersUserWriteTheSender) {
    auto given = locally();
    given.header = "From: other@x.test\r\n";
    EXPECT_EQ(given.sender(), "ann@example.net");
}

TEST(Origin, PutsOptionsBeforeTheAccount) {
    auto given = by("smtps://me%40mail.test@mail.test");
    given.account->from = mailbox("Work", "work@x.test");
    EXPECT_EQ(given.sender(), "work@x.test");
    EXPECT_EQ(given.author(), "Work <work@x.test>");
    given.account->envelope_from = address("bounces@x.test");
    EXPECT_EQ(given.sender(), "bounces@x.test");
    EXPECT_EQ(given.author(), "Work <work@x.test>");
    given.addressed.author = mailbox("Bob", "bob@x.test");
    EXPECT_EQ(given.sender(), "bob@x.test");
    EXPECT_EQ(given.author(), "Bob <bob@x.test>");
    given.with_sender(address("f@x.test"));
    EXPECT_EQ(given.sender(), "f@x.test");
    EXPECT_EQ(given.author(), "Bob <bob@x.test>");
}

TEST(Origin, TakesASenderAloneForTheAuthorToo) {
    auto given = by("smtp://mail.test");
    given.with_sender(address("f@x.test"));
    EXPECT_EQ(given.author(), "f@x.test");
    given.account->from = mailbox("Work", "work@x.test");
    EXPECT_EQ(given.author(), "f@x.test");
    given.account->from = mailbox("F by name", "f@X.test");
    EXPECT_EQ(given.author(), "F by name <f@X.test>");
}

TEST(Origin, HasAnAuthorForTheNullSender) {
    auto given = locally().with_sender(std::nullopt);
    EXPECT_EQ(given.sender(), "<>");
    EXPECT_EQ(given.author(), "MAILER-DAEMON@example.net");
    given.account = account_of("smtp://mail.test");
    given.account->from = mailbox("Work", "work@x.test");
    EXPECT_EQ(given.sender(), "<>");
    EXPECT_EQ(given.author(), "Work <work@x.test>");
}

TEST(Origin, PutsTheFullNameBeforeTheAuthor) {
    auto given = locally();
    given.options.full_name = "CronDaemon";
    EXPECT_EQ(given.author(), "CronDaemon <ann@example.net>");
    given.options.full_name = "";
    EXPECT_EQ(given.author(), "Ann Example <ann@example.net>");
    given.options.full_name = "CronDaemon";
    given.addressed.author = mailbox("Bob", "bob@x.test");
    EXPECT_EQ(given.author(), "CronDaemon <bob@x.test>");
}

TEST(Origin, QualifiesBareNames) {
    auto given = locally();
    given.addressed.author = mailbox("", "bob");
    EXPECT_EQ(given.sender(), "bob@example.net");
    EXPECT_EQ(given.author(), "bob@example.net");
    given.with_sender(address("root"));
    EXPECT_EQ(given.sender(), "root@example.net");
}

TEST(Origin, ForcesFromOnlyWhereTheAccountSaysSo) {
    auto given = by("smtp://mail.test");
    EXPECT_FALSE(given.decide().header.force_from);
    given.account->force_from = true;
    given.account->from = mailbox("Work", "work@x.test");
    given.with_sender(address("f@x.test"));
    EXPECT_TRUE(given.decide().header.force_from);
    EXPECT_EQ(given.author(), "Work <work@x.test>");
    EXPECT_EQ(given.sender(), "f@x.test");
}

TEST(Origin, NamesTheForcedAuthorAsTheCallerWants) {
    auto given = by("smtp://mail.test");
    given.account->from = mailbox("", "work@x.test");
    given.account->force_from = true;
    given.options.full_name = "CronDaemon";
    given.with_sender(address("root"));
    EXPECT_EQ(given.author(), "CronDaemon <work@x.test>");
    given.account->from = mailbox("Work", "work@x.test");
    EXPECT_EQ(given.author(), "Work <work@x.test>");
}

TEST(Origin, HasTheSenderThatTheRelayDemands) {
    auto given = by("smtp://mail.test");
    given.account->from = mailbox("Work", "work@x.test");
    given.account->force_envelope_from = true;
    given.with_sender(address("root"));
    given.domain = "example.net";
    EXPECT_EQ(given.sender(), "work@x.test");
    EXPECT_EQ(given.author(), "root@example.net") << "the header's author is another matter";
    given.addressed.author = mailbox("Bob", "bob@x.test");
    EXPECT_EQ(given.sender(), "work@x.test");
    given.account->envelope_from = address("bounces@x.test");
    EXPECT_EQ(given.sender(), "bounces@x.test");
    given.with_sender(std::nullopt);
    EXPECT_EQ(given.sender(), "<>") << "a report must not be answered by another";
}

TEST(Origin, QualifiesTheHeaderForARelayAlone) {
    auto given = by("smtp://mail.test");
    given.domain = "example.net";
    EXPECT_EQ(given.decide().header.bare_domain, "example.net");
    given.account->qualify_header = false;
    EXPECT_EQ(given.decide().header.bare_domain, "");
    EXPECT_EQ(locally().decide().header.bare_domain, "");
}

TEST(Origin, TellsTheMachinesNameInNoMessageId) {
    Given given{.caller = {"ann", "", "/nonexistent", "box"}};
    if (machine_domain(given.caller) == "box") { // no /etc/mailname here
        EXPECT_EQ(given.decide().header.domain, "");
    }
    given.with_sender(address("f@x.test"));
    EXPECT_EQ(given.decide().header.domain, "x.test");
    given.domain = "example.net";
    given.with_sender(std::nullopt);
    EXPECT_EQ(given.decide().header.domain, "example.net");
}

TEST(Origin, FindsASenderForACallerWithoutAUsableName) {
    auto given = locally();
    given.caller.name = "a\nb";
    EXPECT_EQ(given.sender(), "postmaster@example.net");
    given.caller.name = "two words";
    EXPECT_EQ(given.sender(), "\"two words\"@example.net");
}

} // namespace
} // namespace posthaste::app
