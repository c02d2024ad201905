// SPDX-License-Identifier: MIT
// Messages that a server cannot take as they are, over a real connection.
#include "support/server/fake_server.hpp"

#include <posthaste/base/byte_source.hpp>
#include <posthaste/delivery/smtp_transport.hpp>
#include <posthaste/mail/intake.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

namespace posthaste::delivery {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* eight_bit = "Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
                                  "Content-Transfer-Encoding: 8bit\n\nGr\xC3\xBC\xC3\x9F"
                                  "e\n";

mail::PreparedMessage prepared(std::string_view text) {
    mail::PreparedMessage message;
    message.content = Fd{::memfd_create("message", MFD_CLOEXEC)};
    MemorySource source(text);
    mail::Intake intake(source, mail::LoneDot::is_text);
    FdSink sink(message.content.get(), "message");
    message.facts = intake.write(intake.read_header().value(), sink).value().facts;
    message.envelope.sender = mail::Address::make("a", "example.org").value();
    message.envelope.recipients.push_back(mail::Address::make("b", "example.net").value());
    return message;
}

struct Sent {
    Outcome outcome;
    std::vector<test::ReceivedMessage> messages;
};

Sent send(std::string_view text, std::set<std::string> without) {
    test::ServerOptions options;
    options.without = std::move(without);
    test::FakeServer server(options, {});
    SmtpSettings settings;
    settings.server = {"127.0.0.1", server.port(), {}};
    settings.tls = smtp::TlsUse::none;
    Transcript transcript;
    auto outcome = SmtpTransport(std::move(settings), transcript).deliver(prepared(text));
    server.stop();
    return {std::move(outcome), server.messages()};
}

TEST(SmtpReencode, MakesQuotedPrintableForAServerWithoutEightBits) {
    const auto sent = send(eight_bit, {"8BITMIME", "SMTPUTF8"});
    EXPECT_EQ(sent.outcome.recipients.at(0).verdict, Verdict::delivered);
    ASSERT_EQ(sent.messages.size(), 1U);
    EXPECT_THAT(sent.messages[0].data, HasSubstr("Content-Transfer-Encoding: quoted-printable\r\n"));
    EXPECT_THAT(sent.messages[0].data, HasSubstr("\r\n\r\nGr=C3=BC=C3=9Fe\r\n"));
    EXPECT_THAT(sent.messages[0].sender, Not(HasSubstr("BODY")));
    EXPECT_THAT(sent.messages[0].sender, HasSubstr("SIZE=" + std::to_string(sent.messages[0].data.size())));
}

TEST(SmtpReencode, LeavesAloneWhatTheServerTakes) {
    const auto sent = send(eight_bit, {});
    ASSERT_EQ(sent.messages.size(), 1U);
    EXPECT_THAT(sent.messages[0].data, HasSubstr("\r\n\r\nGr\xC3\xBC\xC3\x9F"
                                                 "e\r\n"));
    EXPECT_THAT(sent.messages[0].sender, HasSubstr("BODY=8BITMIME"));
}

TEST(SmtpReencode, EncodesAHeaderForAServerWithoutUtf8) {
    const auto sent = send("Subject: Gr\xC3\xBC\xC3\x9F"
                           "e\n\nx\n",
                           {"SMTPUTF8"});
    ASSERT_EQ(sent.messages.size(), 1U);
    EXPECT_THAT(sent.messages[0].data, HasSubstr("Subject: =?UTF-8?"));
}

TEST(SmtpReencode, RefusesToChangeWhatIsSigned) {
    const auto sent = send("DKIM-Signature: v=1\n" + std::string(eight_bit), {"8BITMIME", "SMTPUTF8"});
    EXPECT_EQ(sent.outcome.recipients.at(0).verdict, Verdict::rejected);
    EXPECT_THAT(sent.outcome.recipients.at(0).error->message, HasSubstr("signed"));
    EXPECT_EQ(sent.messages.size(), 0U);
}

} // namespace
} // namespace posthaste::delivery
