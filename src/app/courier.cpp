// SPDX-License-Identifier: MIT
#include "courier.hpp"

#include "addressing.hpp"
#include "alias_use.hpp"
#include "logged_message.hpp"
#include "relay.hpp"
#include "report.hpp"
#include "split_delivery.hpp"
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

delivery::Outcome for_everybody(const mail::PreparedMessage& message, delivery::Verdict verdict, const Error& why) {
    delivery::Outcome outcome;
    for (const auto& recipient : message.envelope.recipients)
        outcome.recipients.push_back({recipient, verdict, smtp::Phase::connect, std::nullopt, why, {}});
    return outcome;
}

// What happened to it last, in the words of the journal.
LoggedFate fate_in(const spool::Event& event, LogStatus status) {
    LoggedFate fate{.status = status, .relay = event.remote, .enhanced = event.status};
    (event.server_spoke ? fate.reply : fate.error) = event.words;
    return fate;
}

} // namespace

Result<delivery::Outcome> RouteCourier::carry(const spool::Claim& claim, const mail::PreparedMessage& message) {
    const auto& entry = claim.entry;
    const auto here = [&](const mail::PreparedMessage& part) { return carry_here(entry, part); };
    const auto elsewhere = [&](const mail::PreparedMessage& part) -> Result<delivery::Outcome> {
        return entry.route.empty() ? carry_home(entry, part) : carry_by_server(entry, part);
    };
    auto outcome = split_delivery(message, here, elsewhere);
    if (!outcome) {
        log(claim, for_everybody(message, delivery::Verdict::deferred, outcome.error()));
        return outcome;
    }
    if (words_ != nullptr)
        (void)words_->write(describe(*outcome, Leftovers::queued));
    log(claim, *outcome);
    return outcome;
}

Result<delivery::Outcome> RouteCourier::carry_by_server(const spool::Entry& entry,
                                                        const mail::PreparedMessage& message) {
    auto transport = transport_for(entry);
    if (!transport) {
        say_note(fmt::format("{}: {}", entry.route, transport.error().message));
        return std::unexpected(std::move(transport).error());
    }
    return send(**transport, message);
}

// The files may say something else by now: what they do not name any more is not run.
Result<delivery::Outcome> RouteCourier::carry_here(const spool::Entry& entry,
                                                   const mail::PreparedMessage& message) const {
    PH_ASSIGN(const auto way, read_way(entry.settings));
    PH_ASSIGN(const auto config, config::load_config(way.options.config.value_or(""), tools_.caller.home));
    PH_ASSIGN(const auto commands, alias_commands(config, tools_.caller));
    return local_transport(tools_, commands).deliver(message);
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
    return for_everybody(message, delivery::Verdict::rejected,
                         {ErrorKind::refused, "there is no server for mail to other machines", 0});
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

Status RouteCourier::keep_at_home(const spool::Claim& claim, const mail::PreparedMessage& message) {
    PH_ASSIGN(auto owner, mail::Address::make(tools_.caller.name, ""));
    mail::PreparedMessage kept;
    kept.envelope = message.envelope;
    kept.envelope.recipients = {std::move(owner)};
    kept.facts = message.facts;
    PH_ASSIGN(kept.content, duplicate(message.content.get()));
    const auto outcome = local_transport(tools_).deliver(kept);
    log(claim, outcome);
    const auto& only = outcome.recipients.front();
    if (only.verdict == delivery::Verdict::delivered)
        return {};
    return std::unexpected(only.error.value_or(Error{ErrorKind::io, "it was not taken", 0}));
}

// Of the account's fault it may be mended, and so its messages wait.
void RouteCourier::log(const spool::Claim& claim, const delivery::Outcome& outcome) {
    if (!log_.on())
        return;
    const auto message = logged(claim);
    for (const auto& recipient : outcome.recipients)
        log_.write(message, fate_of(recipient, spool::trouble_in({{recipient}, {}}) == spool::Trouble::account));
}

void RouteCourier::decided(const spool::Claim& claim, const spool::Event& event) {
    if (!log_.on())
        return;
    const auto message = logged(claim);
    auto fate = fate_in(event, event.kind == spool::EventKind::held ? LogStatus::held : LogStatus::expired);
    for (const auto place : event.recipients) {
        fate.recipient = claim.entry.envelope.recipients.at(place).text();
        log_.write(message, fate);
    }
}

// What cron could not send is for whoever reads root's mail. Where that cannot be found out it is for the sender.
std::vector<mail::Address> RouteCourier::readers(const spool::Entry& report) {
    const auto& sender = report.envelope.recipients;
    const auto way = read_way(report.settings);
    const auto config =
        way ? config::load_config(way->options.config.value_or(""), tools_.caller.home) : std::unexpected(way.error());
    if (!config)
        return sender;
    const auto expansion = expand_aliases({way->options, way->environment, *config, tools_.caller}, sender);
    if (expansion.recipients.empty())
        return sender;
    return report.route.empty() ? expansion.recipients : qualified(expansion.recipients, report.domain);
}

void RouteCourier::reported(const spool::Claim& original, const spool::Claim& report) {
    if (!log_.on())
        return;
    const auto message = logged(report);
    for (const auto& recipient : report.entry.envelope.recipients)
        log_.write_queued(message, recipient.text(), original.name.id);
}

void RouteCourier::note(std::string_view words) {
    say_note(words);
    log_.write_note(words);
}

void RouteCourier::say_note(std::string_view words) {
    if (words_ != nullptr)
        say(*words_, words);
}

bool RouteCourier::stopped() { return is_readable(tools_.interrupt); }

} // namespace posthaste::app
