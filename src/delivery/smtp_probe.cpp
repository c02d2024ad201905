// SPDX-License-Identifier: MIT
#include "conversation.hpp"
#include "smtp_setup.hpp"

#include <posthaste/delivery/smtp_probe.hpp>

#include <utility>

namespace posthaste::delivery {

namespace {

ServerProbe begin(const SmtpSettings& settings) {
    ServerProbe result;
    result.remote = settings.server.text();
    result.tls_use = settings.tls;
    result.login = settings.credentials.has_value();
    return result;
}

void take(const smtp::Session& session, ConversationRecord record, ServerProbe& result) {
    const auto& answers = session.answers();
    record.took.resize(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i)
        result.answers.push_back({answers[i], record.took[i]});
    result.tls = std::move(record.tls);
    result.mechanism = session.mechanism();
    result.warnings = session.warnings();
}

ServerProbe probe_server(const SmtpSettings& settings, Result<Tools> tools, Transcript& transcript,
                         const mail::Envelope& envelope) {
    auto result = begin(settings);
    if (!tools) {
        result.unreached = std::move(tools).error();
        return result;
    }
    auto connected = connect(settings, transcript, &result.way);
    if (!connected) {
        result.unreached = std::move(connected).error();
        return result;
    }
    result.peer = connected->peer;
    smtp::Session session(session_options(settings, *connected), std::move(tools->clients));
    session.probe(envelope);
    session.quit();
    if (settings.credentials)
        session.hide(settings.credentials->password.copy());
    transcript.hide(&session.hidden());
    const mail::PreparedMessage no_message;
    ConversationRecord record;
    Conversation(settings, tools->tls, session, transcript, no_message, &record).run(std::move(connected->stream));
    transcript.hide(nullptr);
    take(session, std::move(record), result);
    return result;
}

void probe_all(SmtpSettings& settings, std::optional<net::TlsContext>& tls, Transcript& transcript,
               const mail::Envelope& envelope, std::vector<ServerProbe>& results) {
    if (!settings.server.srv) {
        results.push_back(probe_server(settings, make_tools(settings, tls), transcript, envelope));
        return;
    }
    auto servers = servers_of_domain(settings, transcript);
    if (!servers) {
        transcript.error(servers.error().message);
        results.push_back(begin(settings));
        results.back().unreached = std::move(servers).error();
        results.back().looked_for_servers = true;
        return;
    }
    for (auto& server : *servers) {
        exchange(settings, server);
        results.push_back(probe_server(settings, make_tools(settings, tls), transcript, envelope));
        exchange(settings, server);
    }
}

} // namespace

std::vector<ServerProbe> probe(SmtpSettings settings, Transcript& transcript, const mail::Envelope& envelope) {
    std::vector<ServerProbe> results;
    std::optional<net::TlsContext> tls;
    probe_all(settings, tls, transcript, envelope, results);
    for (auto& other : settings.others) {
        exchange(settings, other);
        probe_all(settings, tls, transcript, envelope, results);
        exchange(settings, other);
    }
    return results;
}

} // namespace posthaste::delivery
