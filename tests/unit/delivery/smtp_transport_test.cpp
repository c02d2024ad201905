// SPDX-License-Identifier: MIT
// What takes more than one connection; unix sockets.
#include "support/server/fake_server.hpp"

#include <posthaste/delivery/smtp_transport.hpp>

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace posthaste::delivery {
namespace {

mail::PreparedMessage message_for(int recipients) {
    const std::string_view content = "Subject: x\r\n\r\nbody\r\n";
    mail::PreparedMessage message;
    message.content = Fd{::memfd_create("message", MFD_CLOEXEC)};
    EXPECT_EQ(::write(message.content.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
    message.facts.size_bytes = content.size();
    message.facts.harmless_ahead = true;
    message.envelope.sender = mail::Address::make("a", "example.org").value();
    for (int i = 0; i < recipients; ++i)
        message.envelope.recipients.push_back(mail::Address::make("r" + std::to_string(i), "example.net").value());
    return message;
}

SmtpSettings settings_for(std::uint16_t port) {
    SmtpSettings settings;
    settings.server = {"127.0.0.1", port, {}};
    settings.tls = smtp::TlsUse::none;
    return settings;
}

// Takes `room` recipients in a connection, by BDAT ahead of the answers.
void serve_with_room(test::Channel& channel, int room) {
    channel.write("220 mx.test\r\n");
    int taken = 0;
    for (auto line = channel.read_line(); line; line = channel.read_line()) {
        if (line->starts_with("EHLO"))
            channel.write("250-mx.test\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
        else if (line->starts_with("RCPT"))
            channel.write(++taken <= room ? "250 ok\r\n" : "452 4.5.3 too many recipients\r\n");
        else if (line->starts_with("QUIT"))
            return channel.write("221 bye\r\n");
        else if (line->starts_with("BDAT"))
            channel.write(channel.read(20) && taken > 0 ? "250 taken\r\n" : "503 nobody\r\n");
        else
            channel.write("250 ok\r\n");
    }
}

Outcome deliver_with_room(int recipients, int room, int& connections) {
    test::FakeServer server([&](test::Channel& channel) {
        ++connections;
        serve_with_room(channel, room);
    });
    Transcript transcript;
    auto outcome = SmtpTransport(settings_for(server.port()), transcript).deliver(message_for(recipients));
    server.stop();
    return outcome;
}

TEST(SmtpTransport, TakesFurtherConnectionsForThoseTheServerHadNoRoomFor) {
    int connections = 0;
    const auto outcome = deliver_with_room(5, 2, connections);
    EXPECT_EQ(connections, 3);
    ASSERT_EQ(outcome.recipients.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(outcome.recipients[i].recipient.local(), "r" + std::to_string(i));
        EXPECT_EQ(outcome.recipients[i].verdict, Verdict::delivered) << i;
    }
}

TEST(SmtpTransport, TakesAConnectionForEachTransactionWhereTheServerSaysSo) {
    int connections = 0;
    test::FakeServer server([&](test::Channel& channel) {
        ++connections;
        channel.write("220 mx.test\r\n");
        for (auto line = channel.read_line(); line; line = channel.read_line()) {
            if (line->starts_with("QUIT"))
                return channel.write("221 bye\r\n");
            const bool hello = line->starts_with("EHLO");
            channel.write(hello ? "250-mx.test\r\n250-CHUNKING\r\n250 LIMITS MAILMAX=1 RCPTMAX=2\r\n" : "250 ok\r\n");
            if (line->starts_with("BDAT"))
                (void)channel.read(20);
        }
    });
    Transcript transcript;
    const auto outcome = SmtpTransport(settings_for(server.port()), transcript).deliver(message_for(3));
    server.stop();
    EXPECT_EQ(connections, 2);
    for (const auto& recipient : outcome.recipients)
        EXPECT_EQ(recipient.verdict, Verdict::delivered) << recipient.recipient.text();
}

class UnixSocket : public testing::Test {
  protected:
    UnixSocket() {
        std::string pattern = (std::filesystem::temp_directory_path() / "posthaste-XXXXXX").string();
        EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
        options_.unix_path = pattern + "/socket";
        settings_.server = {{}, 0, options_.unix_path};
        settings_.tls = smtp::TlsUse::none;
    }
    ~UnixSocket() override { std::filesystem::remove_all(directory_); }

    Outcome deliver(int recipients) {
        test::FakeServer server(options_, {});
        Transcript transcript;
        auto outcome = SmtpTransport(std::move(settings_), transcript).deliver(message_for(recipients));
        server.stop();
        messages_ = server.messages();
        return outcome;
    }

    std::filesystem::path directory_;
    test::ServerOptions options_;
    SmtpSettings settings_;
    std::vector<test::ReceivedMessage> messages_;
};

TEST_F(UnixSocket, TakesMailBySmtp) {
    const auto outcome = deliver(2);
    ASSERT_EQ(messages_.size(), 1U);
    EXPECT_EQ(messages_[0].recipients.size(), 2U);
    EXPECT_EQ(outcome.recipients.at(1).verdict, Verdict::delivered);
    EXPECT_EQ(outcome.recipients.at(1).remote, "unix:" + options_.unix_path);
    EXPECT_FALSE(outcome.recipients.at(1).own_reply);
}

TEST_F(UnixSocket, AnswersForEachRecipientByLmtp) {
    options_.lmtp = settings_.lmtp = true;
    options_.refusals["r0@example.net"] = "550 5.1.1 no such user";
    options_.ends["r2@example.net"] = "552 5.2.2 over quota";
    const auto outcome = deliver(4);
    ASSERT_EQ(messages_.size(), 1U);
    EXPECT_EQ(messages_[0].recipients, (std::vector<std::string>{"<r1@example.net>", "<r3@example.net>"}));
    const std::vector<std::pair<Verdict, bool>> wanted{
        {Verdict::rejected, false}, {Verdict::delivered, true}, {Verdict::rejected, true}, {Verdict::delivered, true}};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_EQ(outcome.recipients.at(i).verdict, wanted[i].first) << i;
        EXPECT_EQ(outcome.recipients.at(i).own_reply, wanted[i].second) << i;
    }
}

// As to any server on this machine: the server's offer alone is not enough.
TEST_F(UnixSocket, TakesAPasswordOnlyByAMechanismNamedByHand) {
    options_.lmtp = settings_.lmtp = true;
    options_.user = "ann";
    options_.password = "secret";
    settings_.credentials = smtp::Credentials{"ann", Secret("secret")};
    EXPECT_EQ(deliver(1).recipients.at(0).phase, smtp::Phase::auth);
    EXPECT_TRUE(messages_.empty());
    settings_ = {};
    settings_.server = {{}, 0, options_.unix_path};
    settings_.tls = smtp::TlsUse::none;
    settings_.lmtp = true;
    settings_.credentials = smtp::Credentials{"ann", Secret("secret")};
    settings_.mechanism = "plain";
    EXPECT_EQ(deliver(1).recipients.at(0).verdict, Verdict::delivered);
    ASSERT_EQ(messages_.size(), 1U);
    EXPECT_EQ(messages_[0].login, "ann");
}

TEST(SmtpTransport, GivesUpOnAServerThatHasRoomForNobody) {
    int connections = 0;
    const auto outcome = deliver_with_room(2, 0, connections);
    EXPECT_EQ(connections, 1);
    EXPECT_EQ(outcome.recipients.at(1).verdict, Verdict::deferred);
}

} // namespace
} // namespace posthaste::delivery
