// SPDX-License-Identifier: MIT
#include <posthaste/spool/settle.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace posthaste::spool {

namespace {

using delivery::RecipientOutcome;
using delivery::Verdict;
using smtp::Phase;

constexpr int authentication_required = 530; // RFC 4954 section 6

// What was said before the message had its turn is about the server or the account.
Trouble trouble_by_reply(const smtp::Reply& reply, Phase phase) noexcept {
    if (phase <= Phase::mail && reply.code == authentication_required)
        return Trouble::account;
    if (phase >= Phase::mail)
        return Trouble::none;
    const bool about_account = phase == Phase::auth || phase == Phase::starttls;
    return about_account && reply.permanent() ? Trouble::account : Trouble::out_of_reach;
}

Trouble trouble_by_error(const Error& error, Phase phase) noexcept {
    const auto trouble = trouble_of(error);
    if (trouble == Trouble::out_of_reach && phase >= Phase::mail)
        return Trouble::none; // the way was open: it may be this message that closed it
    return trouble;
}

Trouble trouble_for(const RecipientOutcome& outcome) noexcept {
    if (outcome.verdict == Verdict::delivered)
        return Trouble::none;
    if (outcome.reply)
        return trouble_by_reply(*outcome.reply, outcome.phase);
    return outcome.error ? trouble_by_error(*outcome.error, outcome.phase) : Trouble::none;
}

EventKind fate_of(const RecipientOutcome& outcome) noexcept {
    if (outcome.verdict == Verdict::delivered)
        return EventKind::delivered;
    const bool for_good = outcome.verdict == Verdict::rejected && trouble_for(outcome) == Trouble::none;
    return for_good ? EventKind::failed : EventKind::deferred;
}

std::string status_of(const RecipientOutcome& outcome) {
    return outcome.reply && outcome.reply->enhanced ? outcome.reply->enhanced->text() : std::string{};
}

std::string words_of(const RecipientOutcome& outcome) {
    if (outcome.reply)
        return outcome.reply->text();
    return outcome.error ? outcome.error->message : std::string{};
}

Event event_for(const RecipientOutcome& outcome, std::size_t place, Time now) {
    return {fate_of(outcome),         now, {place}, words_of(outcome), status_of(outcome), outcome.remote,
            outcome.reply.has_value()};
}

auto likeness(const Event& event) { return std::tie(event.kind, event.words, event.status, event.remote); }

} // namespace

Trouble trouble_of(const Error& error) noexcept {
    switch (error.kind) {
    case ErrorKind::interrupted:
        return Trouble::interrupted;
    case ErrorKind::trust:
    case ErrorKind::auth:
        return Trouble::account;
    case ErrorKind::config: // a file that cannot be read now, a keyring that is locked: it may be open next time
    case ErrorKind::no_host:
    case ErrorKind::connection:
    case ErrorKind::timeout:
    case ErrorKind::tls:
    case ErrorKind::protocol:
        return Trouble::out_of_reach;
    default:
        return Trouble::none;
    }
}

Trouble trouble_in(const delivery::Outcome& outcome) noexcept {
    if (outcome.recipients.empty())
        return Trouble::none;
    const auto first = trouble_for(outcome.recipients.front());
    const auto same = [first](const auto& each) { return trouble_for(each) == first; };
    return std::ranges::all_of(outcome.recipients, same) ? first : Trouble::none;
}

void note_trouble(AccountState& state, const Settled& settled, Time not_before) {
    ++state.failures;
    state.not_before = not_before;
    const bool refused = settled.trouble == Trouble::account;
    if (state.held && !refused)
        return;
    state.held = refused;
    state.words = settled.why;
}

Settled settle(const delivery::Outcome& outcome, std::span<const std::size_t> places, Time now) {
    Settled settled;
    settled.trouble = trouble_in(outcome);
    for (std::size_t i = 0; i < outcome.recipients.size() && i < places.size(); ++i) {
        auto event = event_for(outcome.recipients[i], places[i], now);
        // Mostly the fate of the one before, so that many recipients take no time.
        const auto alike = std::find_if(settled.events.rbegin(), settled.events.rend(),
                                        [&event](const auto& each) { return likeness(each) == likeness(event); });
        if (alike == settled.events.rend())
            settled.events.push_back(std::move(event));
        else
            alike->recipients.push_back(places[i]);
    }
    if (settled.trouble != Trouble::none)
        settled.why = words_of(outcome.recipients.front());
    settled.mended_by_us = settled.trouble == Trouble::account;
    return settled;
}

} // namespace posthaste::spool
