// SPDX-License-Identifier: MIT
// What a person may do to entries, change by change.
#include "queue_accounts.hpp"
#include "queue_change.hpp"
#include "queue_words.hpp"
#include "report.hpp"

#include <posthaste/mail/send_time.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

using spool::Claim;
using spool::EventKind;
using spool::Place;
using spool::Queue;
using spool::Time;

Status apply_hold(Queue& queue, Claim claim, Time now, Time /*at*/) {
    if (claim.state.held) // and stays so for the reason there is
        return {};
    return queue.append(claim, {spool::make_event(EventKind::held, now, {}, "by hand")}, true);
}

Status apply_release(Queue& queue, Claim claim, Time now, Time /*at*/) {
    if (!claim.state.held)
        return {};
    return queue.append(claim, {spool::make_event(EventKind::released, now)}, true);
}

Status apply_schedule(Queue& queue, Claim claim, Time /*now*/, Time at) {
    return queue.append(claim, {spool::make_event(EventKind::scheduled, at)}, true);
}

Status apply_remove_waiting(Queue& queue, Claim claim, Time /*now*/, Time /*at*/) {
    return queue.remove(Place::queue, claim);
}

Status apply_remove_failed(Queue& queue, Claim claim, Time /*now*/, Time /*at*/) {
    return queue.remove(Place::failed, claim);
}

// First opened, then moved: an entry in queue/ with nobody open would be taken for one that is done.
Status apply_reopen(Queue& queue, Claim claim, Time now, Time /*at*/) {
    auto reopened = spool::make_event(EventKind::reopened, now);
    for (std::size_t i = 0; i < claim.state.recipients.size(); ++i) {
        if (claim.state.recipients[i].fate == spool::Fate::failed)
            reopened.recipients.push_back(i);
    }
    if (!reopened.recipients.empty())
        PH_TRY(queue.append(claim, {reopened, spool::make_event(EventKind::scheduled, now)}, true));
    if (claim.state.settled())
        return fail(ErrorKind::refused, "nobody of its recipients is without it");
    return queue.move(claim, Place::failed, Place::queue);
}

constexpr QueueChange to_hold{"hold", "held", false, false, apply_hold};
constexpr QueueChange to_release{"release", "released", false, false, apply_release};
constexpr QueueChange to_retry{"retry", "due now", true, false, apply_schedule};
constexpr QueueChange to_reopen{"retry", "back in the queue", false, false, apply_reopen};
constexpr QueueChange to_remove_waiting{"remove", "removed", false, true, apply_remove_waiting};
constexpr QueueChange to_remove_failed{"remove", "removed", false, true, apply_remove_failed};
constexpr QueueChange to_reschedule{"reschedule", "rescheduled", false, false, apply_schedule};

Result<Time> time_wanted(const QueueOptions& options, Time now) {
    if (options.at.has_value() == options.in.has_value())
        return fail(ErrorKind::usage, "reschedule to when? give --at TIME or --in DURATION, one of them");
    if (options.in) {
        PH_ASSIGN(const auto span, mail::parse_duration(*options.in));
        return now + span;
    }
    PH_ASSIGN(const auto at, mail::parse_send_time(*options.at, now));
    return std::chrono::floor<std::chrono::microseconds>(at);
}

} // namespace

Result<ExitStatus> hold(const QueueDesk& desk, const QueueOptions& options) {
    return options.account ? hold_account(desk, options, *options.account) : change_entries(desk, options, to_hold, {});
}

Result<ExitStatus> release(const QueueDesk& desk, const QueueOptions& options) {
    return options.account ? release_account(desk, options, *options.account)
                           : change_entries(desk, options, to_release, {});
}

// What is due now goes at the next run, unless its account is held.
Result<ExitStatus> retry(const QueueDesk& desk, const QueueOptions& options) {
    auto status = change_entries(desk, options, options.failed ? to_reopen : to_retry, desk.queue.now());
    if (status && !options.quiet)
        for (const auto& line : TroubledAccounts(desk.accounts.all()).lines())
            say(desk.errors, line);
    return status;
}

Result<ExitStatus> remove(const QueueDesk& desk, const QueueOptions& options) {
    return change_entries(desk, options, options.failed ? to_remove_failed : to_remove_waiting, {});
}

Result<ExitStatus> reschedule(const QueueDesk& desk, const QueueOptions& options) {
    PH_ASSIGN(const auto at, time_wanted(options, desk.queue.now()));
    return change_entries(desk, options, to_reschedule, at, fmt::format(" to {}", local_minute(at, desk.clock)));
}

} // namespace posthaste::app
