// SPDX-License-Identifier: MIT
#include "classify.hpp"
#include "conversation.hpp"
#include "failover.hpp"
#include "kept_connection.hpp"
#include "smtp_setup.hpp"

#include <posthaste/delivery/smtp_transport.hpp>

#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace posthaste::delivery {

namespace {

RecipientOutcome outcome_for(const mail::Address& recipient, const smtp::RecipientResult& result,
                             const std::string& remote) {
    return {recipient, classify(result), result.phase, result.reply, result.error, remote};
}

} // namespace

SmtpTransport::SmtpTransport(SmtpSettings settings, Transcript& transcript)
    : settings_(std::move(settings)), transcript_(transcript) {}
SmtpTransport::~SmtpTransport() { close(); }

void SmtpTransport::close() {
    if (const auto kept = std::move(kept_))
        say_goodbye(*kept, settings_, transcript_);
}

Outcome SmtpTransport::deliver(const mail::PreparedMessage& message) {
    if (auto outcome = over_kept(message))
        return *std::move(outcome);
    EarlierServers earlier;
    Outcome outcome = attempt(message, earlier);
    for (auto& other : settings_.others) {
        if (!next_server_may_help(outcome))
            break;
        earlier.add(outcome);
        exchange(settings_, other);
        outcome = attempt(message, earlier);
        exchange(settings_, other); // the order stays for the next message
    }
    earlier.mention_in(outcome);
    return outcome;
}

Outcome SmtpTransport::attempt(const mail::PreparedMessage& message, EarlierServers& earlier) {
    if (!settings_.server.srv)
        return conclude(message, over_new(message.envelope, message));
    auto servers = servers_of_domain(settings_, transcript_);
    if (!servers) {
        transcript_.error(servers.error().message);
        Outcome outcome;
        for (const auto& recipient : message.envelope.recipients)
            outcome.recipients.push_back(
                outcome_for(recipient, {smtp::Phase::connect, std::nullopt, servers.error()}, settings_.server.text()));
        return outcome;
    }
    for (std::size_t i = 0;; ++i) {
        auto& server = servers->at(i);
        exchange(settings_, server);
        auto outcome = conclude(message, over_new(message.envelope, message));
        exchange(settings_, server);
        if (i + 1 == servers->size() || !next_server_may_help(outcome))
            return outcome;
        earlier.add(outcome);
    }
}

std::optional<Outcome> SmtpTransport::over_kept(const mail::PreparedMessage& message) {
    if (!kept_ || !still_good(*kept_, settings_, transcript_)) {
        close();
        return std::nullopt;
    }
    transcript_.info(fmt::format("the connection to {} is still there", kept_->server.server.text()));
    const auto kept = std::move(kept_);
    auto server = std::move(kept->server);
    exchange(settings_, server);
    std::optional<Outcome> outcome;
    if (auto end = over(std::move(*kept), message.envelope, message); !came_too_late(end))
        outcome = conclude(message, std::move(end));
    exchange(settings_, server);
    return outcome;
}

SessionEnd SmtpTransport::over_new(const mail::Envelope& envelope, const mail::PreparedMessage& message) {
    close(); // one at a time
    if (envelope.recipients.empty())
        return {};
    auto tools = make_tools(settings_, tls_);
    if (!tools)
        return nobody(envelope, std::move(tools).error());
    auto connected = connect(settings_, transcript_);
    if (!connected)
        return nobody(envelope, std::move(connected).error());
    smtp::Session session(session_options(settings_, *connected), std::move(tools->clients));
    if (settings_.credentials)
        session.hide(settings_.credentials->password.copy());
    return over({{}, std::move(connected->stream), std::move(session), {}}, envelope, message);
}

SessionEnd SmtpTransport::over(KeptConnection connection, const mail::Envelope& envelope,
                               const mail::PreparedMessage& message) {
    auto& [server, stream, session, tls] = connection;
    session.begin(envelope, message.facts);
    if (!settings_.keep_connection)
        session.quit();
    transcript_.hide(&session.hidden());
    Conversation conversation(settings_, tls_ ? &*tls_ : nullptr, session, transcript_, message);
    stream = conversation.run(std::move(stream), settings_.keep_connection ? Until::settled : Until::finished);
    if (!conversation.encryption().version.empty())
        tls = conversation.encryption();
    if (stream && !session.idle()) {
        session.quit();
        stream = conversation.run(std::move(stream), Until::goodbye);
    }
    transcript_.hide(nullptr);
    SessionEnd end{session.results(), session.warnings(), tls};
    if (stream) {
        server = server_of(settings_);
        kept_ = std::make_unique<KeptConnection>(std::move(connection));
    }
    return end;
}

// Where QUIT has gone with the message, those whom the server had no room for need a further connection. Each takes
// some of them, or is the last.
Outcome SmtpTransport::conclude(const mail::PreparedMessage& message, SessionEnd end) {
    const auto remote = settings_.server.text();
    const auto& everybody = message.envelope.recipients;
    std::vector<std::size_t> left(everybody.size());
    std::iota(left.begin(), left.end(), 0U);
    std::vector<smtp::RecipientResult> results(everybody.size());
    std::vector<Encryption> tls(everybody.size());
    for (auto envelope = message.envelope;;) {
        std::vector<std::size_t> no_room;
        envelope.recipients.clear();
        for (std::size_t i = 0; i < left.size(); ++i) {
            results[left[i]] = end.recipients[i];
            tls[left[i]] = end.tls;
            if (!end.recipients[i].no_room)
                continue;
            no_room.push_back(left[i]);
            envelope.recipients.push_back(everybody[left[i]]);
        }
        if (no_room.empty() || no_room.size() == left.size())
            break;
        left = std::move(no_room);
        end = over_new(envelope, message);
    }
    Outcome outcome;
    outcome.warnings = std::move(end.warnings);
    for (std::size_t i = 0; i < everybody.size(); ++i) {
        outcome.recipients.push_back(outcome_for(everybody[i], results[i], remote));
        outcome.recipients.back().own_reply =
            settings_.lmtp && results[i].reply && results[i].phase == smtp::Phase::end_of_data;
        outcome.recipients.back().tls = std::move(tls[i]);
    }
    return outcome;
}

} // namespace posthaste::delivery
