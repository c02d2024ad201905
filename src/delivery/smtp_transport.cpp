// SPDX-License-Identifier: MIT
#include "classify.hpp"
#include "client_name.hpp"
#include "conversation.hpp"
#include "failover.hpp"

#include <posthaste/delivery/smtp_transport.hpp>

#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace posthaste::delivery {

namespace {

using Clients = std::vector<std::unique_ptr<smtp::SaslClient>>;

RecipientOutcome outcome_for(const mail::Address& recipient, const smtp::RecipientResult& result,
                             const std::string& remote) {
    return {recipient, classify(result), result.phase, result.reply, result.error, remote};
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
        PH_ASSIGN(tools.clients, smtp::make_sasl_clients(settings.mechanism, *settings.credentials,
                                                         {settings.server.host, settings.server.port, settings.ids}));
    }
    return tools;
}

std::chrono::milliseconds connect_limit(const SmtpSettings& settings) {
    return settings.timeout ? *settings.timeout : smtp::info(smtp::Phase::connect).timeout;
}

Result<net::Connected> connect(const SmtpSettings& settings) {
    return net::connect(settings.server, net::Deadline::in(connect_limit(settings)), settings.connection);
}

smtp::SessionOptions session_options(const SmtpSettings& settings, const net::Connected& connected) {
    smtp::SessionOptions options;
    options.client_name =
        settings.client_name.empty() ? address_literal(connected.local_address) : settings.client_name;
    options.tls = settings.tls;
    options.lmtp = settings.lmtp;
    // To this machine, and only when somebody has said which mechanism: never by a server's offer alone.
    options.plain_secrets_allowed = connected.loopback && settings.mechanism != "auto";
    return options;
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

Results over_one_connection(const SmtpSettings& settings, Transcript& transcript, const mail::Envelope& envelope,
                            const mail::PreparedMessage& message) {
    auto tools = make_tools(settings);
    if (!tools)
        return nobody(envelope, std::move(tools).error());
    const auto& proxy = settings.connection.proxy;
    transcript.info(proxy ? fmt::format("connecting to {} by {}", settings.server.text(), proxy->text())
                          : fmt::format("connecting to {}", settings.server.text()));
    auto connected = connect(settings);
    if (!connected) {
        transcript.error(connected.error().message);
        return nobody(envelope, std::move(connected).error());
    }
    transcript.info(fmt::format("connected to {}", connected->peer));
    transcript.encrypted(false);

    smtp::Session session(session_options(settings, *connected), std::move(tools->clients));
    session.begin(envelope, message.facts);
    session.quit();
    if (settings.credentials)
        session.hide(settings.credentials->password.copy());
    transcript.hide(&session.hidden());
    const auto& tls = tools->tls;
    Conversation conversation(settings, tls ? &*tls : nullptr, session, transcript, message);
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
        exchange(other);
        outcome = attempt(message, earlier);
        exchange(other); // the order stays for the next message
    }
    earlier.mention_in(outcome);
    return outcome;
}

void SmtpTransport::exchange(SmtpServer& other) {
    std::swap(settings_.server, other.server);
    std::swap(settings_.tls, other.tls);
    std::swap(settings_.lmtp, other.lmtp);
    std::swap(settings_.credentials, other.credentials);
}

Outcome SmtpTransport::attempt(const mail::PreparedMessage& message, EarlierServers& earlier) {
    if (!settings_.server.srv)
        return converse(message);
    auto servers = servers_of_domain();
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
        exchange(server);
        auto outcome = converse(message);
        exchange(server);
        if (i + 1 == servers->size() || !next_server_may_help(outcome))
            return outcome;
        earlier.add(outcome);
    }
}

// Never empty. Each with the domain's login: the certificate shows that the server belongs to the domain.
Result<std::vector<SmtpServer>> SmtpTransport::servers_of_domain() {
    const auto& domain = settings_.server.host;
    transcript_.info(fmt::format("looking up the servers of {}", domain));
    auto found = net::find_submission_servers(domain, settings_.look_up_srv, net::system_random_up_to,
                                              net::Deadline::in(connect_limit(settings_)));
    if (!found)
        return with_context(settings_.server.text(), std::move(found).error());
    std::vector<SmtpServer> servers;
    for (auto& each : *found) {
        SmtpServer server{std::move(each.endpoint), smtp::TlsUse::starttls_required, std::nullopt};
        if (each.implicit_tls)
            server.tls = smtp::TlsUse::implicit;
        if (const auto& login = settings_.credentials)
            server.credentials = smtp::Credentials{login->user, login->password.copy()};
        servers.push_back(std::move(server));
    }
    return servers;
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
        auto some = over_one_connection(settings_, transcript_, envelope, message);
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
