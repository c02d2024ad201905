// SPDX-License-Identifier: MIT
#include "try.hpp"

#include <posthaste/base/descriptors.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

// Of what the sender gave for it, from when it may go on its way. A clock that was set back gives no more.
std::chrono::seconds time_left(const mail::DeliverBy& by, const Entry& entry, Time now) {
    const auto begun = std::max(entry.accepted, entry.not_before.value_or(entry.accepted));
    return by.within - std::max(std::chrono::floor<std::chrono::seconds>(now - begun), std::chrono::seconds{0});
}

} // namespace

bool is_wanted(const Seen& seen, const RunOptions& options, Time now, const RetrySettings& settings) {
    if (seen.state.held || (options.selected && !options.selected(seen)))
        return false;
    if (seen.state.settled()) // all but done: whoever did it was interrupted
        return true;
    if (options.all) // but for what somebody wants to go later
        return !waits_by_wish(seen.entry, seen.state) || seen.state.next_try <= now;
    return is_due(seen.entry, seen.state, now, settings);
}

std::vector<std::size_t> open_places(const State& state) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < state.recipients.size(); ++i) {
        if (state.recipients[i].fate == Fate::open)
            places.push_back(i);
    }
    return places;
}

std::vector<std::size_t> untold_failures(const State& state) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < state.recipients.size(); ++i) {
        if (state.recipients[i].fate == Fate::failed && !state.recipients[i].told)
            places.push_back(i);
    }
    return places;
}

bool is_too_late(const Entry& entry, Time now) {
    const auto& by = entry.envelope.deliver_by;
    return by && by->returns && time_left(*by, entry, now) <= std::chrono::seconds{0};
}

Result<mail::PreparedMessage> message_for(const Claim& claim, const std::vector<std::size_t>& places, Time now) {
    mail::PreparedMessage message;
    message.envelope = claim.entry.envelope;
    message.envelope.recipients.clear();
    for (const auto place : places)
        message.envelope.recipients.push_back(claim.entry.envelope.recipients[place]);
    if (auto& by = message.envelope.deliver_by) // RFC 2852 section 4: what has passed here is taken off
        by->within = time_left(*by, claim.entry, now);
    message.facts = claim.entry.facts;
    PH_ASSIGN(message.content, duplicate(claim.file()));
    return message;
}

bool wants_failures(const mail::Envelope& envelope) {
    return envelope.notify.empty() || upper(envelope.notify).find("FAILURE") != std::string::npos;
}

bool wants_delays(const mail::Envelope& envelope) {
    return envelope.notify.empty() || upper(envelope.notify).find("DELAY") != std::string::npos;
}

std::string words_of_hold(std::string_view route, std::string_view why) {
    return fmt::format(
        "account {} is held, its messages wait: {}; when that is mended: posthaste queue release --account {}", route,
        why, route);
}

} // namespace posthaste::spool
