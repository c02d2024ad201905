// SPDX-License-Identifier: MIT
#include "check_report.hpp"
#include "json_line.hpp"
#include "json_report.hpp"

#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

using Json = nlohmann::ordered_json;

// Negative: so many days ago.
std::int64_t days_left(const net::TlsCertificate& certificate, TimePoint now) noexcept {
    constexpr std::int64_t day = 86400;
    const auto seconds = certificate.not_after - std::chrono::system_clock::to_time_t(now);
    return seconds < 0 ? (seconds - day + 1) / day : seconds / day;
}

Json object_of(const net::TlsCertificate& certificate, TimePoint now) {
    return {{"subject", certificate.subject},
            {"issuer", certificate.issuer},
            {"names", certificate.names},
            {"not_before", certificate.not_before},
            {"not_after", certificate.not_after},
            {"days_left", days_left(certificate, now)},
            {"key", certificate.key},
            {"sha256", certificate.certificate_sha256},
            {"key_sha256", certificate.key_sha256}};
}

Json object_of(const net::TlsPeer& tls, TimePoint now) {
    Json chain = Json::array();
    for (const auto& certificate : tls.chain)
        chain.push_back(object_of(certificate, now));
    Json object = Json::object();
    if (!tls.version.empty())
        object = {{"version", tls.version}, {"cipher", tls.cipher}, {"resumed", tls.resumed}};
    object["chain"] = std::move(chain);
    return object;
}

Json object_of(const Extension& extension) {
    Json object{{"keyword", extension.keyword}, {"parameters", extension.parameters}};
    if (!extension.meaning.empty())
        object["meaning"] = extension.meaning;
    return object;
}

void add_reply(Json& object, const smtp::Reply& reply) {
    object["code"] = reply.code;
    if (reply.enhanced)
        object["enhanced"] = reply.enhanced->text();
    object["reply"] = reply.lines;
}

Json object_of(const CheckStep& step, TimePoint now) {
    Json object{{"step", step.name}, {"state", name(step.state)}};
    if (step.took)
        object["ms"] = static_cast<double>(step.took->count()) / 1000;
    if (!step.about.empty())
        object["about"] = step.about;
    if (!step.notes.empty())
        object["notes"] = step.notes;
    if (step.reply)
        add_reply(object, *step.reply);
    if (step.error)
        object["error"] = {{"kind", kind_name(step.error->kind)}, {"message", step.error->message}};
    if (!step.next.empty())
        object["next"] = step.next;
    for (const auto& extension : step.extensions)
        object["extensions"].push_back(object_of(extension));
    if (step.tls)
        object["tls"] = object_of(*step.tls, now);
    return object;
}

Json object_of(const CheckedServer& server, TimePoint now) {
    Json steps = Json::array();
    for (const auto& step : server.steps)
        steps.push_back(object_of(step, now));
    return {{"server", server.remote},
            {"exit_status", static_cast<int>(server.status)},
            {"steps", std::move(steps)},
            {"warnings", server.warnings}};
}

} // namespace

std::string check_json(const std::vector<CheckedServer>& servers, ExitStatus status, TimePoint now) {
    Json list = Json::array();
    for (const auto& server : servers)
        list.push_back(object_of(server, now));
    return json_line({{"exit_status", static_cast<int>(status)}, {"servers", std::move(list)}});
}

} // namespace posthaste::app
