// SPDX-License-Identifier: MIT
#include "classify.hpp"
#include "conversation.hpp"
#include "failover.hpp"
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

struct Results {
    std::vector<smtp::RecipientResult> recipients;
    std::vector<std::string> warnings;
};

// The same for everyone: nobody's turn came.
Results nobody(const mail::Envelope& envelope, Error error) {
    return {std::vector(envelope.recipients.size(),
                        smtp::RecipientResult{smtp::Phase::connect, std::nullopt, std::move(error)}),
            {}};
}

Results over_one_connection(const SmtpSettings& settings, Result<Tools> tools, Transcript& transcript,
                            const mail::Envelope& envelope, const mail::PreparedMessage& message) {
    if (!tools)
        return nobody(envelope, std::move(tools).error());
    auto connected = connect(settings, transcript);
    if (!connected)
        return nobody(envelope, std::move(connected).error());

    smtp::Session session(session_options(settings, *connected), std::move(tools->clients));
    session.begin(envelope, message.facts);
    session.quit();
    if (settings.credentials)
        session.hide(settings.credentials->password.copy());
    transcript.hide(&session.hidden());
    Conversation conversation(settings, tools->tls, session, transcript, message);
    conversation.run(std::move(connected->stream));
    transcript.hide(nullptr);
    return {session.results(), session.warnings()};
}

} // namespace

Outcome SmtpTransport::deliver(const mail::PreparedMessage& message) {
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
        return converse(message);
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
        auto outcome = converse(message);
        exchange(settings_, server);
        if (i + 1 == servers->size() || !next_server_may_help(outcome))
            return outcome;
        earlier.add(outcome);
    }
}

// Where QUIT has gone with the message, those whom the server had no room for need a further connection. Each takes
// some of them, or is the last.
Outcome SmtpTransport::converse(const mail::PreparedMessage& message) {
    const auto remote = settings_.server.text();
    const auto& everybody = message.envelope.recipients;
    std::vector<std::size_t> left(everybody.size());
    std::iota(left.begin(), left.end(), 0U);
    std::vector<smtp::RecipientResult> results(everybody.size());
    Outcome outcome;
    for (auto envelope = message.envelope; !left.empty();) {
        auto some = over_one_connection(settings_, make_tools(settings_, tls_), transcript_, envelope, message);
        outcome.warnings = std::move(some.warnings);
        std::vector<std::size_t> no_room;
        envelope.recipients.clear();
        for (std::size_t i = 0; i < left.size(); ++i) {
            results[left[i]] = some.recipients[i];
            if (!some.recipients[i].no_room)
                continue;
            no_room.push_back(left[i]);
            envelope.recipients.push_back(everybody[left[i]]);
        }
        const bool further = no_room.size() < left.size();
        left = further ? std::move(no_room) : std::vector<std::size_t>{};
    }
    for (std::size_t i = 0; i < everybody.size(); ++i) {
        outcome.recipients.push_back(outcome_for(everybody[i], results[i], remote));
        outcome.recipients.back().own_reply =
            settings_.lmtp && results[i].reply && results[i].phase == smtp::Phase::end_of_data;
    }
    return outcome;
}

} // namespace posthaste::delivery
