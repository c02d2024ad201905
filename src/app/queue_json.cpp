// SPDX-License-Identifier: MIT
#include "queue_json.hpp"

#include "json_report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

using Json = nlohmann::ordered_json;

Json recipient_object(const mail::Address& address, const spool::RecipientState& state) {
    Json object{{"address", address.text()}, {"state", fate_name(state.fate)}};
    if (state.last_try != spool::Time{})
        object["last_try"] = utc_text(state.last_try);
    if (!state.status.empty())
        object["status"] = state.status;
    if (!state.words.empty()) {
        object["words"] = state.words;
        object["server_spoke"] = state.server_spoke;
    }
    if (!state.remote.empty())
        object["remote"] = state.remote;
    if (state.fate == spool::Fate::failed)
        object["told"] = state.told;
    return object;
}

Json settings_array(const spool::Entry& entry) {
    Json settings = Json::array();
    for (const auto& setting : entry.settings) {
        const auto shown = shown_setting(setting);
        settings.push_back({{"name", shown.name}, {"value", shown.value}});
    }
    return settings;
}

void add_state(Json& object, const spool::Seen& seen, spool::Place place, const spool::AccountState* account) {
    object["tries"] = seen.state.tries;
    if (seen.state.last_try != spool::Time{})
        object["last_try"] = utc_text(seen.state.last_try);
    if (place == spool::Place::failed)
        return;
    object["next_try"] = utc_text(next_try(seen.state, account));
    object["held"] = seen.state.held;
    if (seen.state.held)
        object["held_why"] = seen.state.held_why;
}

} // namespace

std::string_view fate_name(spool::Fate fate) noexcept {
    switch (fate) {
    case spool::Fate::open:
        return "open";
    case spool::Fate::delivered:
        return "delivered";
    case spool::Fate::failed:
        return "failed";
    }
    return "open";
}

spool::Setting shown_setting(const spool::Setting& setting) {
    const bool secret = setting.name.find("password") != std::string::npos;
    return {setting.name, secret ? "(not shown)" : setting.value};
}

Json entry_object(const spool::Seen& seen, spool::Place place, const TroubledAccounts& accounts) {
    const auto& entry = seen.entry;
    Json object{{"id", seen.name.id},
                {"place", place == spool::Place::failed ? "failed" : "queue"},
                {"accepted", utc_text(entry.accepted)},
                {"size", seen.name.content_bytes},
                {"sender", entry.envelope.sender ? entry.envelope.sender->text() : std::string{}},
                {"is_report", entry.is_report},
                {"route", entry.route},
                {"settings", settings_array(entry)}};
    if (auto services = services_object(entry.envelope); !services.empty())
        object["services"] = std::move(services);
    add_state(object, seen, place, accounts.of(entry.route));
    Json recipients = Json::array();
    for (std::size_t i = 0; i < std::min(entry.envelope.recipients.size(), seen.state.recipients.size()); ++i)
        recipients.push_back(recipient_object(entry.envelope.recipients[i], seen.state.recipients[i]));
    object["recipients"] = std::move(recipients);
    return object;
}

Json accounts_array(const TroubledAccounts& accounts) {
    Json array = Json::array();
    for (const auto& state : accounts.all()) {
        Json object{{"route", state.route}, {"held", state.held}, {"since", utc_text(state.since)}};
        if (!state.held)
            object["not_before"] = utc_text(state.not_before);
        object["failures"] = state.failures;
        object["words"] = state.words;
        array.push_back(std::move(object));
    }
    return array;
}

} // namespace posthaste::app
