// SPDX-License-Identifier: MIT
#include "unit/mail/mail_fakes.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/prepare.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using testing::HasSubstr;

constexpr std::string_view complete = "Date: d\r\nFrom: f@x.test\r\nMessage-ID: <m@x>\r\n";

std::string prepare(std::string_view bytes, const HeaderPolicy& policy) {
    auto header = HeaderBlock::parse(bytes).value();
    CountingIds ids;
    prepare_header(header, policy, FixedClock{}, ids);
    return header.wire();
}

HeaderPolicy policy() {
    HeaderPolicy result;
    result.domain = "example.org";
    return result;
}

// The recipients with spaces between, or the error.
std::string recipients(std::string_view bytes) {
    const auto read = read_recipients(HeaderBlock::parse(bytes).value());
    if (!read)
        return read.error().message;
    std::string text;
    for (const auto& address : *read)
        text += (text.empty() ? "" : " ") + address.text();
    return text;
}

Mailbox mailbox(std::string name, std::string_view address) {
    return {std::move(name), Address::parse(address).value()};
}

TEST(PrepareHeader, LeavesACompleteHeaderAlone) {
    const std::string odd =
        "dAtE:   x (c)\r\nX-B: 2\r\nFROM:\r\n\t\"A, B\" (c)\r\n <a@x.test>\r\nmessage-id:<odd@[x]>\r\n";
    EXPECT_EQ(prepare(odd, policy()), odd);
}

TEST(PrepareHeader, AddsWhatIsMissingInFront) {
    auto wanted = policy();
    wanted.from = mailbox("Ann Example", "ann@example.org");
    EXPECT_EQ(prepare("Subject: s\r\n", wanted), std::string("Date: ") + fixed_date +
                                                     "\r\nFrom: Ann Example <ann@example.org>\r\n"
                                                     "Message-ID: <id1@example.org>\r\nSubject: s\r\n");
    EXPECT_EQ(prepare("Date: d\r\nMessage-ID: <m@x>\r\n", wanted),
              "From: Ann Example <ann@example.org>\r\nDate: d\r\nMessage-ID: <m@x>\r\n");
}

TEST(PrepareHeader, NamesTheMailerDaemonWhenNobodySent) {
    EXPECT_THAT(prepare("", policy()), HasSubstr("From: MAILER-DAEMON@example.org\r\n"));
    EXPECT_THAT(prepare("", {}), HasSubstr("From: MAILER-DAEMON\r\nMessage-ID: <id1@localhost.invalid>\r\n"));
}

TEST(PrepareHeader, WritesNamesSoThatTheyCanBeRead) {
    const auto from = [](std::string name) {
        auto wanted = policy();
        wanted.from = mailbox(std::move(name), "ann@example.org");
        return prepare("Date: d\r\nMessage-ID: <m@x>\r\n", wanted);
    };
    EXPECT_THAT(from(""), HasSubstr("From: ann@example.org\r\n"));
    EXPECT_THAT(from("Doe, John"), HasSubstr("From: \"Doe, John\" <ann@example.org>\r\n"));
    EXPECT_THAT(from("Jürgen Groß"), HasSubstr("From: =?UTF-8?Q?J=C3=BCrgen_Gro=C3=9F?= <ann@example.org>\r\n"));
    for (std::size_t length = 1; length < 300; ++length)
        for (const auto line : split(from("ü" + std::string(length, 'N')), '\n'))
            ASSERT_LE(line.size(), 77U) << line; // 76 and the CR
}

TEST(PrepareHeader, ReplacesFromOnlyWhenForced) {
    auto wanted = policy();
    wanted.from = mailbox("", "ann@example.org");
    EXPECT_EQ(prepare(complete, wanted), complete);
    wanted.force_from = true;
    EXPECT_EQ(prepare(complete, wanted), "From: ann@example.org\r\nDate: d\r\nMessage-ID: <m@x>\r\n");
    wanted.from.reset();
    EXPECT_EQ(prepare(complete, wanted), complete);
}

TEST(PrepareHeader, LetsAnswersGoToTheAuthorThatIsReplaced) {
    const auto with = [](std::string_view bytes, bool reply = true) {
        auto wanted = policy();
        wanted.from = mailbox("Work", "work@x.test");
        wanted.force_from = true;
        wanted.reply_to_original = reply;
        wanted.bare_domain = "a.test";
        return prepare("Date: d\r\nMessage-ID: <m@x>\r\n" + std::string(bytes), wanted);
    };
    const std::string head = "From: Work <work@x.test>\r\n", tail = "Date: d\r\nMessage-ID: <m@x>\r\n";
    EXPECT_EQ(with("From: root (Cron\r\n Daemon)\r\n"), head + "Reply-To: root@a.test (Cron\r\n Daemon)\r\n" + tail);
    EXPECT_EQ(with("From: A <a@a.test>, B <b@b.test>\r\n"), head + "Reply-To: A <a@a.test>, B <b@b.test>\r\n" + tail);
    EXPECT_EQ(with("From: A <a@a.test>\r\nreply-to: b@b.test\r\n"), head + tail + "reply-to: b@b.test\r\n");
    EXPECT_EQ(with("From: Me too <work@X.test>\r\n"), head + tail) << "it is the same address";
    EXPECT_EQ(with("From: nobody:;\r\n"), head + tail);
    EXPECT_EQ(with("From: Cron Daemon\r\n"), head + tail) << "nobody could answer to that";
    EXPECT_EQ(with("From: Mail <mailer-daemon@a.test>\r\n"), head + tail) << "nobody should answer to that";
    EXPECT_EQ(with("From: MAILER-DAEMON\r\n"), head + tail);
    EXPECT_EQ(with(""), head + tail);
    EXPECT_EQ(with("From: a@a.test\r\n", false), head + tail);
}

TEST(PrepareHeader, LeavesBareNamesWithoutADomain) {
    EXPECT_EQ(prepare("Date: d\r\nFrom: root\r\nTo: ann\r\nMessage-ID: <m@x>\r\n", policy()),
              "Date: d\r\nFrom: root\r\nTo: ann\r\nMessage-ID: <m@x>\r\n");
}

TEST(PrepareHeader, DropsBccInEveryForm) {
    for (const std::string_view bcc :
         {"Bcc: b@x.test\r\n", "Bcc: b@x.test,\r\n\tc@x.test,\r\n  d@x.test\r\n", "BCC: b@x.test\r\nbcc: c@x.test\r\n",
          "Bcc : b@x.test\r\n", "Bcc:\r\n", "Resent-Bcc: b@x.test\r\n", "Bcc: b@x.test,\r\n \r\n c@x.test\r\n"}) {
        const std::string before(complete), after = "To: a@x.test\r\n";
        EXPECT_EQ(prepare(before + std::string(bcc) + after, policy()), before + after) << bcc;
        EXPECT_EQ(prepare(before + after + std::string(bcc), policy()), before + after) << bcc;
        EXPECT_EQ(prepare(std::string(bcc) + before + after, policy()), before + after) << bcc;
    }
}

TEST(PrepareHeader, DropsWhatOthersWrite) {
    const std::string header(complete);
    EXPECT_EQ(prepare("Return-Path: <e@x.test>\r\nContent-Length: 3\r\n" + header, policy()), header);
}

TEST(ReadRecipients, TakesToCcAndBccAndNothingElse) {
    EXPECT_EQ(
        recipients("To: a@x.test\r\nX: y\r\nto: B <b@x.test>\r\nCc: root\r\nBcc : c@x.test\r\nX-To: no@x.test\r\n"),
        "a@x.test b@x.test root c@x.test");
}

TEST(ReadRecipients, TakesTheResentBlocksAloneWhenThereAreAny) {
    EXPECT_EQ(recipients("Resent-To: r@x.test\r\nResent-Bcc: u@x.test\r\nResent-To: q@x.test\r\nResent-Cc: s@x.test\r\n"
                         "To: a@x.test\r\nCc: b@x.test\r\nBcc: c@x.test\r\n"),
              "r@x.test q@x.test s@x.test u@x.test");
    EXPECT_EQ(recipients("Resent-From: r@x.test\r\nTo: a@x.test\r\n"), "a@x.test");
}

TEST(ReadRecipients, NamesTheFieldItCannotRead) {
    const auto error = recipients("Cc: a@x.test b@x.test\r\n");
    EXPECT_THAT(error, HasSubstr("Cc: address \"a@x.test b@x.test\": "));
    EXPECT_THAT(error, HasSubstr("is a comma missing?"));
}

TEST(Prepare, SaysWhenItBreaksASignature) {
    HeaderPolicy policy;
    policy.from = Mailbox{"Work", Address::parse("work@x.test").value()};
    policy.force_from = true;
    const auto breaks = [&](std::string_view bytes) {
        return breaks_signature(HeaderBlock::parse(bytes).value(), policy);
    };
    EXPECT_TRUE(breaks("DKIM-Signature: v=1\r\nFrom: a@a.test\r\n"));
    EXPECT_FALSE(breaks("From: a@a.test\r\n"));
    EXPECT_FALSE(breaks("DKIM-Signature: v=1\r\n")) << "what is missing is not signed";
    policy.force_from = false;
    EXPECT_FALSE(breaks("DKIM-Signature: v=1\r\nFrom: a@a.test\r\n"));
}

} // namespace
} // namespace posthaste::mail
