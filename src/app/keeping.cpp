// SPDX-License-Identifier: MIT
#include "keeping.hpp"

#include <algorithm>

namespace posthaste::app {

spool::RetrySettings retry_settings(const config::QueueSettings& settings) {
    return {settings.first_retry, settings.max_retry, settings.expire, settings.delay_notice};
}

namespace {

using delivery::RecipientOutcome;
using delivery::Verdict;

spool::Entry entry_of(const Draft& draft, const spool::Queue& queue) {
    spool::Entry entry;
    entry.accepted = queue.now();
    entry.not_before = draft.handover.not_before;
    entry.route = draft.way.route;
    entry.settings = draft.way.settings;
    entry.domain = draft.domain;
    entry.envelope = draft.message.envelope;
    entry.facts = draft.message.facts;
    return entry;
}

bool is_worth_keeping(const RecipientOutcome& outcome, const std::string& route) {
    const bool unconfigured = route.empty() && outcome.error && outcome.error->kind == ErrorKind::config;
    if (unconfigured || outcome.verdict == Verdict::delivered)
        return false;
    if (outcome.verdict != Verdict::rejected)
        return true;
    return spool::trouble_in({{outcome}, {}}) == spool::Trouble::account;
}

// What is known of the account now: others' messages are not to run into the same wall, nor to wait for one that is
// gone.
void note_account(const Draft& draft, const spool::Settled& settled, unsigned jitter, const KeepingTools& tools) {
    if (draft.way.route.empty() || settled.trouble == spool::Trouble::interrupted)
        return;
    if (settled.trouble == spool::Trouble::none) {
        (void)tools.accounts.clear(draft.way.route);
        return;
    }
    auto state = tools.accounts.read(draft.way.route);
    if (state.well())
        state.since = tools.queue.now();
    // Many messages at once are no reason to leave a server alone for hours; each refusal of a password is.
    const bool refused = settled.trouble == spool::Trouble::account;
    const auto failures = refused ? state.failures + 1 : std::max(state.failures, 1U);
    const auto wait = spool::wait_after(refused ? failures : 1U, retry_settings(draft.queue_settings), jitter);
    spool::note_trouble(state, settled, tools.queue.now() + wait);
    state.failures = failures;
    (void)tools.accounts.write(state); // else the next one finds out anew
}

} // namespace

Result<spool::Claim> keep(Draft& draft, spool::Queue& queue) {
    return queue.put(entry_of(draft, queue), std::move(draft.message.content));
}

std::vector<std::size_t> worth_keeping(const Draft& draft, const delivery::Outcome& outcome) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < outcome.recipients.size(); ++i) {
        if (is_worth_keeping(outcome.recipients[i], draft.way.route))
            places.push_back(i);
    }
    return places;
}

Result<spool::Claim> keep_rest(Draft& draft, const delivery::Outcome& outcome, const std::vector<std::size_t>& places,
                               const KeepingTools& tools) {
    auto entry = entry_of(draft, tools.queue);
    entry.envelope.recipients.clear();
    delivery::Outcome rest;
    std::vector<std::size_t> as_kept;
    for (const auto place : places) {
        as_kept.push_back(entry.envelope.recipients.size());
        entry.envelope.recipients.push_back(draft.message.envelope.recipients[place]);
        rest.recipients.push_back(outcome.recipients[place]);
    }
    const auto now = tools.queue.now();
    auto settled = spool::settle(rest, as_kept, now);
    const auto jitter = spool::jitter_of(tools.ids.unique_id());
    const auto retry = now + spool::wait_after(1, retry_settings(draft.queue_settings), jitter);
    std::vector events{spool::make_event(spool::EventKind::tried, now)};
    events.insert(events.end(), settled.events.begin(), settled.events.end());
    events.push_back(spool::make_event(spool::EventKind::next, retry));
    // First, since it makes the queue where there was none.
    auto claim = tools.queue.put(std::move(entry), std::move(draft.message.content), events);
    if (claim)
        note_account(draft, settled, jitter, tools);
    return claim;
}

delivery::Outcome nobody_reached(const Draft& draft, const Error& why) {
    delivery::Outcome outcome;
    for (const auto& recipient : draft.message.envelope.recipients)
        outcome.recipients.push_back({recipient, Verdict::deferred, smtp::Phase::connect, std::nullopt, why, {}});
    return outcome;
}

} // namespace posthaste::app
