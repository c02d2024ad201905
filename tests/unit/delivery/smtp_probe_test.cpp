// SPDX-License-Identifier: MIT
#include "support/server/fake_server.hpp"

#include <posthaste/delivery/smtp_probe.hpp>

#include <gtest/gtest.h>

namespace posthaste::delivery {
namespace {

using smtp::Phase;

SmtpSettings settings_for(std::uint16_t port) {
    SmtpSettings settings;
    settings.server = {"127.0.0.1", port, {}};
    settings.tls = smtp::TlsUse::none;
    return settings;
}

void serve(test::Channel& channel) {
    channel.write("220 mx.test\r\n");
    for (auto line = channel.read_line(); line; line = channel.read_line()) {
        if (line->starts_with("EHLO"))
            channel.write("250-mx.test\r\n250 PIPELINING\r\n");
        else if (line->starts_with("RCPT TO:<no@"))
            channel.write("550 5.1.1 nobody\r\n");
        else if (line->starts_with("QUIT"))
            return channel.write("221 bye\r\n");
        else
            channel.write("250 ok\r\n");
    }
}

std::vector<Phase> phases(const ServerProbe& probe) {
    std::vector<Phase> result;
    for (const auto& each : probe.answers)
        result.push_back(each.answer.phase);
    return result;
}

TEST(Probe, KeepsEveryAnswerAndWhomItConcerns) {
    test::FakeServer server(serve);
    Transcript transcript;
    mail::Envelope envelope;
    envelope.recipients = {mail::Address::make("yes", "x.test").value(), mail::Address::make("no", "x.test").value()};
    const auto probes = probe(settings_for(server.port()), transcript, envelope);
    server.stop();
    ASSERT_EQ(probes.size(), 1U);
    const auto& only = probes.front();
    EXPECT_FALSE(only.unreached);
    EXPECT_EQ(phases(only), (std::vector{Phase::greeting, Phase::ehlo, Phase::mail, Phase::rcpt, Phase::rcpt,
                                         Phase::rset, Phase::quit}));
    EXPECT_EQ(only.answers[3].answer.recipient, 0U);
    EXPECT_EQ(only.answers[4].answer.recipient, 1U);
    EXPECT_EQ(only.answers[4].answer.reply->code, 550);
    EXPECT_GT(only.answers[1].took.count(), 0);
}

TEST(Probe, TriesEveryServerWhateverBecameOfTheOneBefore) {
    test::FakeServer server(serve);
    auto settings = settings_for(1); // nobody listens there
    settings.others.push_back({{"127.0.0.1", server.port(), {}}, smtp::TlsUse::none, std::nullopt});
    settings.others.push_back({{"127.0.0.1", server.port(), {}}, smtp::TlsUse::none, std::nullopt});
    Transcript transcript;
    const auto probes = probe(std::move(settings), transcript, {});
    server.stop();
    ASSERT_EQ(probes.size(), 3U);
    EXPECT_EQ(probes[0].remote, "127.0.0.1:1");
    ASSERT_TRUE(probes[0].unreached);
    EXPECT_EQ(probes[0].unreached->kind, ErrorKind::connection);
    for (const auto i : {1U, 2U})
        EXPECT_EQ(phases(probes[i]), (std::vector{Phase::greeting, Phase::ehlo, Phase::quit}));
}

TEST(Probe, SaysThatTheServersOfADomainWereNotFound) {
    SmtpSettings settings;
    settings.server = {"x.test", 0, {}, true};
    settings.look_up_srv = [](const std::string&, net::Deadline) -> Result<std::vector<net::SrvRecord>> {
        return fail(ErrorKind::timeout, "no answer");
    };
    Transcript transcript;
    const auto probes = probe(std::move(settings), transcript, {});
    ASSERT_EQ(probes.size(), 1U);
    EXPECT_TRUE(probes[0].looked_for_servers);
    EXPECT_EQ(probes[0].unreached->kind, ErrorKind::timeout);
}

} // namespace
} // namespace posthaste::delivery
