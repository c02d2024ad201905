// SPDX-License-Identifier: MIT
#include "json_report.hpp"

#include "asked_services.hpp"
#include "json_line.hpp"
#include "provider_hints.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

using Json = nlohmann::ordered_json;

std::string_view hint_for(const delivery::RecipientOutcome& outcome) {
    if (outcome.reply)
        return provider_hint(outcome.remote, *outcome.reply);
    return outcome.error ? provider_hint(outcome.remote, *outcome.error) : std::string_view{};
}

Json recipient_object(const delivery::RecipientOutcome& outcome) {
    Json object{{"address", outcome.recipient.text()},
                {"verdict", delivery::name(outcome.verdict)},
                {"phase", smtp::info(outcome.phase).name}};
    if (outcome.reply) {
        object["code"] = outcome.reply->code;
        if (outcome.reply->enhanced)
            object["enhanced"] = outcome.reply->enhanced->text();
        object["reply"] = outcome.reply->lines;
    }
    if (outcome.error)
        object["error"] = error_object(*outcome.error);
    if (!outcome.remote.empty())
        object["remote"] = outcome.remote;
    if (const auto hint = hint_for(outcome); !hint.empty())
        object["hint"] = hint;
    return object;
}

Json recipients_of(const JsonFacts& facts, const delivery::Outcome& outcome) {
    Json recipients = Json::array();
    for (const auto& recipient : outcome.recipients)
        recipients.push_back(recipient_object(recipient));
    if (outcome.recipients.empty()) { // nobody's turn has come yet
        for (const auto& recipient : facts.message.envelope.recipients)
            recipients.push_back({{"address", recipient.text()}});
    }
    for (const auto& recipient : facts.refused)
        recipients.push_back(recipient_object(recipient));
    return recipients;
}

} // namespace

Json error_object(const Error& error) { return {{"kind", kind_name(error.kind)}, {"message", error.message}}; }

Json services_object(const mail::Envelope& envelope) {
    Json object;
    for (const auto& [option, value] : asked_services(envelope)) {
        std::string name(option);
        std::ranges::replace(name, '-', '_');
        std::visit([&](const auto& each) { object[name] = each; }, value);
    }
    return object;
}

std::string_view kind_name(ErrorKind kind) noexcept {
    switch (kind) {
    case ErrorKind::usage:
        return "usage";
    case ErrorKind::config:
        return "config";
    case ErrorKind::data:
        return "data";
    case ErrorKind::no_input:
        return "no_input";
    case ErrorKind::no_host:
        return "no_host";
    case ErrorKind::refused:
        return "refused";
    case ErrorKind::internal:
        return "internal";
    case ErrorKind::cannot_create:
        return "cannot_create";
    case ErrorKind::io:
        return "io";
    case ErrorKind::connection:
        return "connection";
    case ErrorKind::timeout:
        return "timeout";
    case ErrorKind::no_space:
        return "no_space";
    case ErrorKind::protocol:
        return "protocol";
    case ErrorKind::tls:
        return "tls";
    case ErrorKind::trust:
        return "trust";
    case ErrorKind::auth:
        return "auth";
    case ErrorKind::interrupted:
        return "interrupted";
    }
    return "internal";
}

std::string json_result(const JsonFacts& facts, const delivery::Outcome& outcome, ExitStatus status) {
    Json object{{"exit_status", static_cast<int>(status)}};
    if (!facts.servers.empty()) {
        object["server"] = facts.servers.front();
        object["servers"] = facts.servers;
    }
    const auto& envelope = facts.message.envelope;
    object["sender"] = envelope.sender ? envelope.sender->text() : std::string{};
    object["size"] = facts.message.facts.size_bytes;
    if (facts.dry_run)
        object["dry_run"] = true;
    if (!facts.queue_id.empty())
        object["queue_id"] = facts.queue_id;
    if (auto services = services_object(envelope); !services.empty())
        object["services"] = std::move(services);
    object["recipients"] = recipients_of(facts, outcome);
    for (const auto& recipient : facts.discarded)
        object["discarded"].push_back(recipient.text());
    object["warnings"] = facts.warnings;
    return json_line(object);
}

std::string json_error(const Error& error, ExitStatus status) {
    return json_line({{"exit_status", static_cast<int>(status)}, {"error", error_object(error)}});
}

} // namespace posthaste::app
