// SPDX-License-Identifier: MIT
#include "classify.hpp"
#include "client_name.hpp"
#include "conversation.hpp"

#include <posthaste/delivery/smtp_transport.hpp>

#include <fmt/format.h>

namespace posthaste::delivery {

namespace {

using Clients = std::vector<std::unique_ptr<smtp::SaslClient>>;

RecipientOutcome outcome_for(const mail::Address& recipient, const smtp::RecipientResult& result,
                             const std::string& remote) {
    return {recipient, classify(result), result.phase, result.reply, result.error, remote};
}

// The same for everyone: nobody's turn came.
Outcome nobody(const mail::Envelope& envelope, smtp::Phase phase, const Error& error, const std::string& remote) {
    Outcome outcome;
    for (const auto& recipient : envelope.recipients)
        outcome.recipients.push_back(outcome_for(recipient, {phase, std::nullopt, error}, remote));
    return outcome;
}

Outcome outcome_of(const smtp::Session& session, const mail::Envelope& envelope, const std::string& remote) {
    Outcome outcome;
    for (std::size_t i = 0; i < envelope.recipients.size(); ++i)
        outcome.recipients.push_back(outcome_for(envelope.recipients[i], session.results()[i], remote));
    outcome.warnings = session.warnings();
    return outcome;
}

// What can be found wrong before a connection is made.
struct Tools {
    std::optional<net::TlsContext> tls;
    Clients clients;
};

Result<Tools> make_tools(const SmtpSettings& settings) {
    Tools tools;
    if (settings.tls != smtp::TlsUse::none) {
        PH_ASSIGN(tools.tls, net::TlsContext::make(settings.trust));
    }
    if (settings.credentials) {
        PH_ASSIGN(tools.clients, smtp::make_sasl_clients(settings.mechanism, *settings.credentials));
    }
    return tools;
}

// Half of the time for each address, so that one that swallows packets leaves some for the next.
Result<net::Connected> connect(const SmtpSettings& settings) {
    const std::chrono::milliseconds limit =
        settings.timeout ? *settings.timeout : smtp::info(smtp::Phase::connect).timeout;
    return net::connect(settings.server, limit / 2, net::Deadline::in(limit));
}

smtp::SessionOptions session_options(const SmtpSettings& settings, const net::Connected& connected) {
    smtp::SessionOptions options;
    options.client_name =
        settings.client_name.empty() ? address_literal(connected.local_address) : settings.client_name;
    options.tls = settings.tls;
    // To this machine, and only when somebody has said which mechanism: never by a server's offer alone.
    options.plain_secrets_allowed = connected.loopback && settings.mechanism != "auto";
    return options;
}

} // namespace

Outcome SmtpTransport::deliver(const mail::PreparedMessage& message) {
    const auto remote = settings_.server.text();
    auto tools = make_tools(settings_);
    if (!tools)
        return nobody(message.envelope, smtp::Phase::connect, tools.error(), remote);
    transcript_.info(fmt::format("connecting to {}", remote));
    auto connected = connect(settings_);
    if (!connected) {
        transcript_.error(connected.error().message);
        return nobody(message.envelope, smtp::Phase::connect, connected.error(), remote);
    }
    transcript_.info(fmt::format("connected to {}", connected->peer));

    smtp::Session session(session_options(settings_, *connected), std::move(tools->clients));
    session.begin(message.envelope, message.facts);
    session.quit();
    const auto& tls = tools->tls;
    Conversation conversation(settings_, tls ? &*tls : nullptr, session, transcript_, message);
    conversation.run(std::move(connected->stream));
    return outcome_of(session, message.envelope, remote);
}

} // namespace posthaste::delivery
