// SPDX-License-Identifier: MIT
// Every dialogue of tests/data/smtp again, over real TCP and TLS: the same files that drive the session alone.
#include "support/script.hpp"
#include "support/scripts/script_player.hpp"
#include "support/server/fake_server.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/delivery/smtp_transport.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <ostream>
#include <sys/mman.h>
#include <unistd.h>

namespace posthaste::test {

void PrintTo(const Script& script, std::ostream* out) { *out << script.name; }

} // namespace posthaste::test

namespace posthaste::delivery {
namespace {

test::TestCa& authority() {
    static test::TestCa ca;
    return ca;
}

bool has_step(const test::Script& script, test::StepKind kind) {
    return std::ranges::any_of(script.steps, [kind](const auto& step) { return step.kind == kind; });
}

// Of the size the script names; where it ends in the middle, more than any socket buffer takes.
std::string content_of(const test::Script& script) {
    constexpr std::size_t large = 32UZ * 1024 * 1024;
    const std::size_t size = has_step(script, test::StepKind::part) ? large : script.facts.size_bytes;
    std::string content = "Subject: x\r\n\r\n.dot\r\n";
    while (content.size() + 72 <= size)
        content += fmt::format("{:070}\r\n", content.size()); // no two lines alike
    content.resize(size - 2, 'x');
    return content + "\r\n";
}

mail::PreparedMessage message_of(const test::Script& script, const std::string& content) {
    mail::PreparedMessage message{script.envelope, script.facts, Fd{::memfd_create("message", MFD_CLOEXEC)}};
    message.facts.size_bytes = content.size();
    EXPECT_EQ(::write(message.content.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
    return message;
}

SmtpSettings settings_of(const test::Script& script, std::uint16_t port) {
    SmtpSettings settings;
    settings.server = {"localhost", port, {}};
    settings.tls = script.options.tls;
    settings.lmtp = script.options.lmtp;
    settings.trust.ca = authority().ca_file();
    settings.client_name = script.options.client_name;
    if (script.auth) {
        settings.mechanism = script.auth->mechanism;
        settings.credentials = smtp::Credentials{script.auth->user, Secret(script.auth->password)};
    }
    if (has_step(script, test::StepKind::timeout))
        settings.timeout = std::chrono::seconds{1};
    return settings;
}

// What a script asks of the session that a connection to this machine does otherwise.
std::string why_not_over_tcp(const test::Script& script) {
    if (script.session_only)
        return "what is said depends on host, port or TLS keys";
    if (!script.options.pipelining)
        return "the transport always pipelines where it may";
    if (mail::needs_reencoding(script.facts, {}) || script.facts.body_eight_bit || script.facts.header_eight_bit)
        return "the transport re-encodes what it is told of (smtp_reencode_test.cpp)";
    const auto no_room = [](const auto& result) { return result.detail.starts_with("452"); };
    if (script.facts.harmless_ahead && std::ranges::any_of(script.results, no_room))
        return "the transport takes a further connection for those without room (smtp_transport_test.cpp)";
    const bool by_hand = script.auth && script.auth->mechanism != "auto";
    if (by_hand && script.options.tls == smtp::TlsUse::none && !script.options.plain_secrets_allowed)
        return "a mechanism named by hand may go in plain text to this machine";
    return {};
}

std::string differs(const RecipientOutcome& outcome, const test::ExpectedResult& expected) {
    const smtp::RecipientResult result{outcome.phase, outcome.reply, outcome.error};
    const auto verdict = test::verdict_of(result);
    std::string phase(smtp::info(outcome.phase).name);
    std::ranges::replace(phase, ' ', '_');
    const auto text = outcome.reply ? outcome.reply->text() : outcome.error->message;
    // How a connection ends has other words here than in the session's own test.
    const bool lost =
        outcome.error && (outcome.error->kind == ErrorKind::connection || outcome.error->kind == ErrorKind::timeout);
    const bool fits = outcome.recipient.text() == expected.recipient && verdict == expected.verdict &&
                      phase == expected.phase && (lost || text.find(expected.detail) != std::string::npos);
    return fits ? "" : fmt::format("{}: {} {} \"{}\"", outcome.recipient.text(), verdict, phase, printable(text));
}

class SmtpScript : public testing::TestWithParam<test::Script> {};

TEST_P(SmtpScript, PlaysOverTheNetwork) {
    const auto& script = GetParam();
    if (const auto why = why_not_over_tcp(script); !why.empty())
        GTEST_SKIP() << why;
    const auto files = authority().leaf(test::Leaf::good);
    test::Played played;
    test::FakeServer server([&](test::Channel& channel) {
        if (script.options.tls != smtp::TlsUse::implicit || channel.start_tls(files))
            played = test::play(script, channel, files);
    });
    const auto content = content_of(script);
    const auto message = message_of(script, content);
    StringSink shown;
    Transcript transcript(shown);
    auto settings = settings_of(script, server.port());
    test::ScriptNonce nonce(script.nonce);
    settings.ids = &nonce;
    const auto outcome = SmtpTransport(std::move(settings), transcript).deliver(message);
    server.stop();

    EXPECT_EQ(played.deviation, "") << shown.text;
    ASSERT_EQ(outcome.recipients.size(), script.results.size());
    for (std::size_t i = 0; i < script.results.size(); ++i)
        EXPECT_EQ(differs(outcome.recipients[i], script.results[i]), "") << shown.text;
    EXPECT_EQ(outcome.warnings.size(), script.warnings.size());
    if (has_step(script, test::StepKind::body) ||
        has_step(script, test::StepKind::chunk)) { // a message may go in several transactions
        EXPECT_TRUE(played.data.starts_with(content)) << played.data.substr(0, 100);
    }
    if (script.auth) {
        EXPECT_EQ(shown.text.find(script.auth->password), std::string::npos);
    }
}

std::vector<test::Script> scripts() {
    auto loaded = test::load_scripts(PH_TEST_DATA "/smtp").value_or(std::vector<test::Script>{});
    std::erase_if(loaded, [](const auto& script) { return script.probe; }); // there is no message to be delivered
    return loaded;
}

INSTANTIATE_TEST_SUITE_P(Data, SmtpScript, testing::ValuesIn(scripts()),
                         [](const auto& each) { return each.param.name; });

} // namespace
} // namespace posthaste::delivery
