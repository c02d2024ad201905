// SPDX-License-Identifier: MIT
// What the sender is told. A report is queued before the original is out of the queue: a crash in between may tell a
// sender twice, never not at all.
#include "try.hpp"

#include <posthaste/spool/delivery_report.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

ReportedRecipient reported(const Claim& claim, std::size_t place) {
    const auto& state = claim.state.recipients[place];
    return {claim.entry.envelope.recipients[place],
            state.status,
            state.words,
            state.remote,
            state.last_try,
            state.server_spoke};
}

std::size_t delivered_count(const State& state) {
    return static_cast<std::size_t>(std::ranges::count(state.recipients, Fate::delivered, &RecipientState::fate));
}

// By the same way as the message it is about.
Entry report_entry(const Entry& original, const mail::PreparedMessage& report, Time now) {
    Entry entry;
    entry.accepted = now;
    entry.route = original.route;
    entry.settings = original.settings;
    entry.domain = original.domain;
    entry.envelope = report.envelope;
    entry.facts = report.facts;
    entry.is_report = true;
    return entry;
}

} // namespace

void Runner::tell_failures(Try& now) {
    const auto places = untold_failures(now.claim.state);
    const auto& entry = now.claim.entry;
    if (entry.is_report) {
        give_up_report(now);
        return;
    }
    const auto id = now.claim.name.id;
    if (!entry.envelope.sender)
        courier_.note(fmt::format(
            "{}: nobody can be told that it was not delivered, it has no sender; see posthaste queue show {}", id, id));
    else if (wants_failures(entry.envelope) && !queue_report(now, places, true))
        return;
    if (now.claim.state.settled())
        return; // it is moved next, which says the same
    if (const auto noted = queue_.append(now.claim, {make_event(EventKind::told, queue_.now(), places)}, true);
        !noted) {
        complain(id, noted.error(), now.report);
        now.over = true;
    }
}

// Once, and what becomes of it is no matter.
void Runner::tell_delay(Try& now) {
    const auto& entry = now.claim.entry;
    if (!entry.is_report && entry.envelope.sender && wants_delays(entry.envelope))
        (void)queue_report(now, open_places(now.claim.state), false);
    (void)queue_.append(now.claim, {make_event(EventKind::delayed, queue_.now())}, true);
}

// False, and over: the sender could not be told, and the entry stays as it is until he can.
bool Runner::queue_report(Try& now, const std::vector<std::size_t>& places, bool failed) {
    const auto queued = [&]() -> Result<Claim> {
        PH_ASSIGN(const auto original, message_for(now.claim, places, queue_.now()));
        DeliveryReport report{.kind = failed ? ReportKind::failed : ReportKind::delayed,
                              .original = original,
                              .arrived = now.claim.entry.accepted,
                              .now = queue_.now(),
                              .given_up_at = {},
                              .recipients = {},
                              .delivered = delivered_count(now.claim.state),
                              .reporting_host = settings_.reporting_host,
                              .id =
                                  fmt::format("{}-{}{}", now.claim.name.id, failed ? 'f' : 'd', now.claim.state.tries),
                              .utc_offset = settings_.utc_offset};
        if (!failed)
            report.given_up_at = expiry(now.claim.entry, settings_.retry);
        for (const auto place : places)
            report.recipients.push_back(reported(now.claim, place));
        PH_ASSIGN(auto message, write_report(report, {queue_.draft_directory()}));
        auto entry = report_entry(now.claim.entry, message, queue_.now());
        entry.envelope.recipients = courier_.readers(entry);
        return queue_.put(std::move(entry), std::move(message.content));
    };
    auto claim = queued();
    if (claim) {
        courier_.reported(now.claim, *claim);
        reports_.push_back(claim->name);
        return true;
    }
    complain(now.claim.name.id, claim.error(), now.report);
    now.over = true;
    return false;
}

// There is no report of a report. Where no server takes it, its reader may be here.
void Runner::give_up_report(Try& now) {
    auto places = untold_failures(now.claim.state);
    const auto message = message_for(now.claim, places, queue_.now());
    if (!message) {
        complain(now.claim.name.id, message.error(), now.report);
        now.over = true;
        return;
    }
    if (const auto kept = courier_.keep_at_home(now.claim, *message); !kept) {
        courier_.note(fmt::format("{}: a report that no server takes cannot be kept at home: {}", now.claim.name.id,
                                  kept.error().message));
        return; // it goes to failed/
    }
    if (const auto gone = queue_.remove(Place::queue, now.claim); !gone)
        complain(now.claim.name.id, gone.error(), now.report);
    else
        ++now.report.done;
    now.over = true;
}

} // namespace posthaste::spool
