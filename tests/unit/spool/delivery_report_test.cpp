// SPDX-License-Identifier: MIT
#include "report_fakes.hpp"
#include "support/field_reader.hpp"
#include "support/mime_leaves.hpp"

#include <gmock/gmock.h>

namespace posthaste::spool {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view plain = "Message-ID: <1@a.test>\r\nSubject: hello\r\nFrom: ann@a.test\r\n\r\nsecret\r\n";

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '\n' ? "\r\n" : std::string(1, c);
    return out;
}

TEST(DeliveryReport, SaysThatAMessageWasRefused) {
    auto original = original_of(plain);
    original.envelope.envelope_id = "x+y=1";
    const auto report = written(failure_of(original, {refused("bob@b.test", "550-5.1.1 no such user\n550 sorry")}));
    EXPECT_EQ(with_short_boundary(report.text), with_crlf(R"(Date: Wed, 25 Nov 2026 04:00:00 +0100
From: Mail Delivery System <MAILER-DAEMON@mail.a.test>
To: ann@a.test
Subject: Undelivered mail: hello
Message-ID: <k7bq2@mail.a.test>
In-Reply-To: <1@a.test>
References: <1@a.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="B"

--B
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

This is the mail system at mail.a.test.

Your message of Wed, 25 Nov 2026 02:00:00 +0100
could not be delivered to this recipient. It will not be tried again.

<bob@b.test>
The server smtp.b.test:587 said:
    550-5.1.1 no such user
    550 sorry

Only the header of the message is attached.

--B
Content-Type: message/delivery-status
Content-Transfer-Encoding: 7bit

Original-Envelope-Id: x+y=1
Reporting-MTA: dns; mail.a.test
Arrival-Date: Wed, 25 Nov 2026 02:00:00 +0100

Final-Recipient: rfc822; bob@b.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; smtp.b.test
Diagnostic-Code: smtp; 550-5.1.1 no such user
 550 sorry
Last-Attempt-Date: Wed, 25 Nov 2026 03:00:00 +0100

--B
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 7bit

Message-ID: <1@a.test>
Subject: hello
From: ann@a.test

--B--
)"));
}

TEST(DeliveryReport, SaysThatAMessageIsDelayed) {
    auto original = original_of("From: ann@a.test\r\n\r\nsecret\r\n");
    original.envelope.dsn_return = mail::DsnReturn::full; // for failures
    auto report = failure_of(original, {});
    report.kind = ReportKind::delayed;
    report.given_up_at = reported_day + std::chrono::days{5};
    report.reporting_host = "";
    report.recipients.push_back({address("bob@b.test"), "", "cannot connect", "smtp.b.test:587", {}, false});
    report.recipients.push_back({address("eve@b.test"), "4.2.2", "", "", {}, false});
    EXPECT_EQ(with_short_boundary(written(report).text), with_crlf(R"(Date: Wed, 25 Nov 2026 04:00:00 +0100
From: Mail Delivery System <MAILER-DAEMON@localhost>
To: ann@a.test
Subject: Delayed mail
Message-ID: <k7bq2@localhost>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="B"

--B
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

This is the mail system at localhost.

Your message of Wed, 25 Nov 2026 02:00:00 +0100
has not been delivered to these 2 recipients yet. It will be tried until
Mon, 30 Nov 2026 01:00:00 +0100.
You need not send it again.

<bob@b.test>
The reason (smtp.b.test:587):
    cannot connect

<eve@b.test>
The reason is not known.

Only the header of the message is attached.

--B
Content-Type: message/delivery-status
Content-Transfer-Encoding: 7bit

Reporting-MTA: x-local-hostname; localhost
Arrival-Date: Wed, 25 Nov 2026 02:00:00 +0100

Final-Recipient: rfc822; bob@b.test
Action: delayed
Status: 4.0.0
Diagnostic-Code: x-posthaste; cannot connect
Will-Retry-Until: Mon, 30 Nov 2026 01:00:00 +0100

Final-Recipient: rfc822; eve@b.test
Action: delayed
Status: 4.2.2
Will-Retry-Until: Mon, 30 Nov 2026 01:00:00 +0100

--B
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 7bit

From: ann@a.test

--B--
)"));
}

TEST(DeliveryReport, IsForTheSenderFromNobody) {
    auto original = original_of(plain);
    original.envelope.notify = "SUCCESS,FAILURE";
    original.envelope.envelope_id = "x";
    original.envelope.dsn_return = mail::DsnReturn::headers;
    original.envelope.recipients = {address("bob@b.test"), address("eve@b.test")};
    const auto message = written(failure_of(original, {refused("bob@b.test")})).message;
    EXPECT_FALSE(message.envelope.sender);
    EXPECT_THAT(message.envelope.recipients, testing::ElementsAre(address("ann@a.test")));
    EXPECT_EQ(message.envelope.notify, "");
    EXPECT_EQ(message.envelope.envelope_id, "");
    EXPECT_EQ(message.envelope.dsn_return, mail::DsnReturn::unset);
    EXPECT_FALSE(message.envelope.require_tls);
    EXPECT_FALSE(message.facts.body_eight_bit || message.facts.header_eight_bit || message.facts.has_nul);
    EXPECT_LE(message.facts.longest_line_bytes, 78U);
}

TEST(DeliveryReport, IsWrittenTwiceTheSameWay) {
    auto original = original_of(plain);
    original.envelope.dsn_return = mail::DsnReturn::full;
    auto report = failure_of(original, {refused("bob@b.test")});
    const auto once = written(report).text;
    EXPECT_EQ(written(report).text, once);
    report.id = "another";
    EXPECT_NE(with_short_boundary(written(report).text), with_short_boundary(once));
}

TEST(DeliveryReport, CountsTheOthers) {
    const auto original = original_of(plain);
    auto report = failure_of(original, {refused("bob@b.test")});
    report.delivered = 1;
    EXPECT_THAT(written(report).text, HasSubstr("\r\nOne other recipient has the message.\r\n"));
    report.delivered = 2;
    EXPECT_THAT(written(report).text, HasSubstr("\r\n2 other recipients have the message.\r\n"));
}

TEST(DeliveryReport, FitsWhateverTheServerSaid) {
    struct Case {
        std::string words;
        std::string diagnostic; // unfolded
        std::string shown;      // in the text for people, decoded
    };
    const std::string token(3000, 'x'), escapes("550 \x1B[31m\0\x7F", 11);
    const std::vector<Case> cases{
        {"550 no", "smtp; 550 no", "    550 no\r\n"},
        {"550-one\r\n550-\r\n\r\n550  two ", "smtp; 550-one 550- 550 two",
         "    550-one\r\n    550-\r\n    550  two\r\n"},
        {"550 a\rStatus: 2.0.0\rb", "smtp; 550 a Status: 2.0.0 b", "    550 a\r\n    Status: 2.0.0\r\n    b\r\n"},
        {escapes, R"(smtp; 550 \x1b[31m\x00\x7f)", "    550 \\x1b[31m\\x00\\x7f\r\n"},
        {"550 gr\xC3\xBC\xC3\x9F\xFF", R"(smtp; 550 gr\u{00fc}\u{00df}\xff)", "    550 gr\xC3\xBC\xC3\x9F\\xff\r\n"},
        {"550 =?utf-8?Q?a?= (b;c)", "smtp; 550 =?utf-8?Q?a?= (b;c)", "    550 =?utf-8?Q?a?= (b;c)\r\n"},
        {"550 " + token, "smtp; 550 " + token, "    550 " + token + "\r\n"},
        {".\nFrom x\n--=_B", "smtp; . From x --=_B", "    .\r\n    From x\r\n    --=_B\r\n"},
    };
    const auto original = original_of(plain);
    for (const auto& [words, diagnostic, shown] : cases) {
        const auto report = written(failure_of(original, {refused("bob@b.test", words)}));
        const auto leaves = test::leaves_of(report.text);
        ASSERT_EQ(leaves.size(), 3U);
        EXPECT_THAT(leaves[0], HasSubstr("said:\r\n" + shown + "\r\n"));
        const auto group = leaves[1].substr(leaves[1].find("\r\n\r\n") + 4);
        auto read = test::field_of(group, "Diagnostic-Code");
        if (words.size() > 3000) // folded where it had no space
            std::erase(read, ' '), read.insert(5, " ").insert(9, " ");
        EXPECT_EQ(read, diagnostic);
        EXPECT_EQ(test::field_of(group, "Last-Attempt-Date"), "Wed, 25 Nov 2026 03:00:00 +0100");
        EXPECT_FALSE(report.message.facts.body_eight_bit);
        EXPECT_LE(report.message.facts.longest_line_bytes, 998U);
    }
}

TEST(DeliveryReport, NamesWhoSaidItOnlyIfItIsAHost) {
    struct Case {
        std::string remote, field;
        bool server_spoke = true;
    };
    const std::vector<Case> cases{
        {"smtp.b.test:587", "dns; smtp.b.test"},
        {"192.0.2.1:25", "dns; [192.0.2.1]"},
        {"[2001:db8::1]:25", "dns; [IPv6:2001:db8::1]"},
        {"unix:/run/lmtp", ""},
        {"srv:b.test", ""},
        {"mbox /var/mail/bob:1", ""},
        {"", ""},
        {"a\r\nb:25", ""},
        {":25", ""},
        {"smtp.b.test:587", "", false},
    };
    const auto original = original_of(plain);
    for (const auto& [remote, field, server_spoke] : cases) {
        auto recipient = refused("bob@b.test");
        recipient.remote = remote;
        recipient.server_spoke = server_spoke;
        const auto status = test::leaves_of(written(failure_of(original, {recipient})).text).at(1);
        EXPECT_EQ(test::field_of(status.substr(status.find("\r\n\r\n") + 4), "Remote-MTA"), field) << remote;
    }
}

TEST(DeliveryReport, HasAStatusThatIsOne) {
    const auto original = original_of(plain);
    for (const auto* bad : {"", "5.1", "5.01.1", "5.1.1000", "x", "5.1.1 x", "55.1.1", "5..1"}) {
        auto recipient = refused("bob@b.test");
        recipient.status = bad;
        EXPECT_THAT(written(failure_of(original, {recipient})).text, HasSubstr("\r\nStatus: 5.0.0\r\n")) << bad;
    }
    auto recipient = refused("bob@b.test");
    recipient.status = "4.4.7"; // given up (RFC 3464 section 2.3.3)
    EXPECT_THAT(written(failure_of(original, {recipient})).text, HasSubstr("Action: failed\r\nStatus: 4.4.7\r\n"));
}

// RFC 6533 section 3: all of it can be said in ASCII.
TEST(DeliveryReport, NamesRecipientsInUtf8InAscii) {
    const auto original = original_of(plain);
    const auto report = written(failure_of(original, {refused("j\xC3\xB6rg+a@b.test"), refused("\"a b\"@b.test")}));
    EXPECT_FALSE(report.message.facts.body_eight_bit || report.message.facts.header_eight_bit);
    EXPECT_THAT(report.text, AllOf(HasSubstr("\r\nFinal-Recipient: utf-8; j\\x{F6}rg\\x{2B}a@b.test\r\n"),
                                   HasSubstr("\r\nFinal-Recipient: rfc822; \"a b\"@b.test\r\n"),
                                   HasSubstr("\r\nContent-Type: message/delivery-status\r\n"),
                                   HasSubstr("charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n")));
    EXPECT_THAT(test::leaves_of(report.text)[0], HasSubstr("<j\xC3\xB6rg+a@b.test>\r\n"));
}

TEST(DeliveryReport, IsInUtf8ForASenderWhoIs) {
    auto original = original_of("Subject: gr\xC3\xBC\xC3\x9F\r\n\r\nsecret\r\n", "j\xC3\xB6rg@a.test");
    const std::vector recipients{refused("j\xC3\xB6rg+a@b.test")};
    const auto report = written(failure_of(original, recipients));
    EXPECT_TRUE(report.message.facts.header_eight_bit && report.message.facts.header_is_utf8);
    EXPECT_TRUE(report.message.facts.body_eight_bit && report.message.facts.body_is_utf8);
    EXPECT_EQ(report.message.envelope.recipients.front().text(), "j\xC3\xB6rg@a.test");
    EXPECT_THAT(report.text, AllOf(HasSubstr("\r\nTo: j\xC3\xB6rg@a.test\r\n"),
                                   HasSubstr("Content-Transfer-Encoding: 8bit\r\n\r\n--="),
                                   HasSubstr("message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n"),
                                   HasSubstr("\r\nFinal-Recipient: utf-8; j\xC3\xB6rg+a@b.test\r\n"),
                                   HasSubstr("message/global-headers\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                                             "Subject: gr\xC3\xBC\xC3\x9F\r\n"),
                                   HasSubstr("\r\nSubject: =?UTF-8?")));
    original.envelope.dsn_return = mail::DsnReturn::full;
    EXPECT_THAT(written(failure_of(original, recipients)).text, HasSubstr("\r\nContent-Type: message/global\r\n"));
}

// Other people's programs read it. NOLINTNEXTLINE(readability-function-size): the script is most of it
TEST(DeliveryReport, IsReadByPython) {
    if (!test::is_installed("python3"))
        GTEST_SKIP() << "python3 is not installed";
    constexpr auto script = R"(
import email, email.policy, sys
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
text, status, original = m.iter_parts()
print(m.get_content_type(), m.get_param("report-type"), m["subject"], [p.defects for p in m.walk() if p.defects])
print([dict(group.items()) for group in status.get_payload()][1:])
print(original.get_content_type(), [(p["subject"], p.get_content().strip()) for p in original.iter_parts()])
)";
    auto original = original_of("Subject: =?utf-8?Q?gr=C3=BC=C3=9F?=\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                "Content-Transfer-Encoding: 8bit\r\n\r\nsecret \xC3\xA9\r\n");
    original.envelope.dsn_return = mail::DsnReturn::full;
    const auto report = written(failure_of(original, {refused("bob@b.test"), refused("eve@b.test", "551 gone")}));
    const auto read = test::run_tool({"python3", "-X", "utf8", "-c", script}, report.text);
    EXPECT_EQ(read.errors, "");
    EXPECT_EQ(read.output,
              "multipart/report delivery-status Undelivered mail: gr\xC3\xBC\xC3\x9F []\n"
              "[{'Final-Recipient': 'rfc822; bob@b.test', 'Action': 'failed', 'Status': '5.1.1', 'Remote-MTA': "
              "'dns; smtp.b.test', 'Diagnostic-Code': 'smtp; 550 5.1.1 no such user', 'Last-Attempt-Date': "
              "'Wed, 25 Nov 2026 03:00:00 +0100'}, {'Final-Recipient': 'rfc822; eve@b.test', 'Action': 'failed', "
              "'Status': '5.1.1', 'Remote-MTA': 'dns; smtp.b.test', 'Diagnostic-Code': 'smtp; 551 gone', "
              "'Last-Attempt-Date': 'Wed, 25 Nov 2026 03:00:00 +0100'}]\n"
              "message/rfc822 [('gr\xC3\xBC\xC3\x9F', 'secret \xC3\xA9')]\n");
}

} // namespace
} // namespace posthaste::spool
