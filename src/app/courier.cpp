// SPDX-License-Identifier: MIT
#include "courier.hpp"

#include "addressing.hpp"
#include "relay.hpp"
#include "report.hpp"
#include "way.hpp"

#include <posthaste/base/descriptors.hpp>
#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

constexpr std::chrono::minutes longest_try{60}; // of one message; a large one on a slow line takes long

std::string key_of(const spool::Entry& entry) {
    std::string key;
    for (const auto& setting : entry.settings)
        key += fmt::format("{}={}:{}\n", setting.name, setting.value.size(), setting.value);
    return key;
}

} // namespace

Result<delivery::Outcome> RouteCourier::carry(const spool::Entry& entry, const mail::PreparedMessage& message) {
    delivery::Outcome outcome;
    if (entry.route.empty()) {
        outcome = carry_home(entry, message);
    } else {
        auto transport = transport_for(entry);
        if (!transport) {
            note(fmt::format("{}: {}", entry.route, transport.error().message));
            return std::unexpected(std::move(transport).error());
        }
        outcome = send(**transport, message);
    }
    if (words_ != nullptr)
        (void)words_->write(describe(outcome, Leftovers::queued));
    return outcome;
}

// What ran out of time is tried again another time; what a signal ended is left as it was.
delivery::Outcome RouteCourier::send(delivery::SmtpTransport& transport, const mail::PreparedMessage& message) {
    limit_.start(longest_try);
    auto outcome = transport.deliver(message);
    const bool late = limit_.over();
    limit_.stop();
    for (auto& recipient : outcome.recipients) {
        if (late && recipient.error && recipient.error->kind == ErrorKind::interrupted)
            recipient.error =
                Error{ErrorKind::timeout, fmt::format("it was not through after {} minutes", longest_try.count()), 0};
    }
    return outcome;
}

// A report's reader may be anywhere: his name here may be another's.
delivery::Outcome RouteCourier::carry_home(const spool::Entry& entry, const mail::PreparedMessage& message) const {
    const auto stays = [&](const auto& recipient) { return is_local(recipient, tools_.caller, entry.domain); };
    if (std::ranges::all_of(message.envelope.recipients, stays))
        return local_transport(tools_).deliver(message);
    const Error no_way{ErrorKind::refused, "there is no server for mail to other machines", 0};
    delivery::Outcome outcome;
    for (const auto& recipient : message.envelope.recipients)
        outcome.recipients.push_back(
            {recipient, delivery::Verdict::rejected, smtp::Phase::connect, std::nullopt, no_way, {}});
    return outcome;
}

Result<delivery::SmtpTransport*> RouteCourier::transport_for(const spool::Entry& entry) {
    auto& known = transports_[key_of(entry)];
    if (!known) {
        PH_ASSIGN(known, make_transport(entry));
    }
    return known.get();
}

Result<std::unique_ptr<delivery::SmtpTransport>> RouteCourier::make_transport(const spool::Entry& entry) {
    PH_ASSIGN(const auto way, read_way(entry.settings));
    PH_ASSIGN(const auto config, config::load_config(way.options.config.value_or(""), tools_.caller.home));
    PH_ASSIGN(const auto account, choose_account(way.options, way.environment, config, std::nullopt, {}));
    if (!account)
        return fail(ErrorKind::config, "its account is not configured any more");
    PH_ASSIGN(auto settings, relay_settings(*account, tools_.caller));
    settings.keep_connection = true;
    settings.interrupt = limit_.descriptor();
    return std::make_unique<delivery::SmtpTransport>(std::move(settings), tools_.transcript);
}

Status RouteCourier::keep_at_home(const mail::PreparedMessage& message) {
    PH_ASSIGN(auto owner, mail::Address::make(tools_.caller.name, ""));
    mail::PreparedMessage kept;
    kept.envelope = message.envelope;
    kept.envelope.recipients = {std::move(owner)};
    kept.facts = message.facts;
    PH_ASSIGN(kept.content, duplicate(message.content.get()));
    const auto outcome = local_transport(tools_).deliver(kept);
    const auto& only = outcome.recipients.front();
    if (only.verdict == delivery::Verdict::delivered)
        return {};
    return std::unexpected(only.error.value_or(Error{ErrorKind::io, "it was not taken", 0}));
}

void RouteCourier::note(std::string_view words) {
    if (words_ != nullptr)
        say(*words_, words);
}

bool RouteCourier::stopped() { return is_readable(tools_.interrupt); }

} // namespace posthaste::app
