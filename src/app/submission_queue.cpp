// SPDX-License-Identifier: MIT
// The ways of a submission that lead through the queue.
#include "background_run.hpp"
#include "dispatch.hpp"
#include "report.hpp"
#include "submission.hpp"

#include <posthaste/base/descriptors.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

// Whether the account is as it should be, and only the way to its secrets is barred: the message can wait for that.
// What the command line itself got wrong is told, and nothing is kept.
bool can_wait(const Draft& draft, const SubmitOptions& options) {
    return draft.account && draft.handover.kind == HandoverKind::try_now && !options.server;
}

} // namespace

Result<delivery::Outcome> Submission::send_once(Draft& draft, int interrupt) {
    delivery::Transcript transcript;
    if (options_.trace)
        transcript = delivery::Transcript(errors_);
    transcript.show_certificates(options_.trace_tls);
    return dispatch(draft, {caller_, users_, files_, clock_, ids_, transcript, interrupt});
}

// Whether the account was refused a moment ago: a program that sends every minute would have it locked. A person at a
// terminal may have mended it.
bool Submission::waits_for_account(const Draft& draft) const {
    if (draft.handover.kind != HandoverKind::try_now || ::isatty(STDERR_FILENO) == 1)
        return false;
    const auto account = accounts_.read(draft.way.route);
    return account.held && spool::is_ahead(account.not_before, queue_.now(), retry_settings(draft.queue_settings));
}

BackgroundTools Submission::background_tools(const Draft& draft) {
    return {caller_, queue_, accounts_, files_, ids_, draft.queue_settings, draft.way.route, &log_.log()};
}

ExitStatus Submission::send_now(Draft& draft, int interrupt) {
    if (waits_for_account(draft))
        return keep_only(draft);
    auto outcome = send_once(draft, interrupt);
    if (!outcome && !can_wait(draft, options_))
        return give_up(outcome.error());
    if (!outcome)
        outcome = nobody_reached(draft, outcome.error());
    warn(outcome->warnings);
    std::vector<std::size_t> places;
    std::string id;
    if (draft.handover.kind == HandoverKind::try_now || draft.handover.queue_problem)
        places = worth_keeping(draft, *outcome);
    if (!places.empty())
        id = keep_leftovers(draft, *outcome, places);
    else
        (void)errors_.write(describe(*outcome));
    log_.tried(*outcome, id, places);
    const auto status = report(draft, *outcome, id, places);
    const bool works = places.empty() && spool::trouble_in(*outcome) == spool::Trouble::none;
    if (works && draft.handover.kind == HandoverKind::try_now)
        run_what_is_due(background_tools(draft));
    return status;
}

// What became of it, and the id of what is kept; empty: nothing is, and the caller is told so.
std::string Submission::keep_leftovers(Draft& draft, const delivery::Outcome& outcome,
                                       const std::vector<std::size_t>& places) {
    auto problem = draft.handover.queue_problem;
    if (!problem) {
        const auto claim = keep_rest(draft, outcome, places, {queue_, accounts_, ids_});
        if (claim) {
            (void)errors_.write(describe(outcome, Leftovers::queued));
            tell_kept(draft, *claim);
            return claim->name.id;
        }
        problem = claim.error();
    }
    (void)errors_.write(describe(outcome));
    say(errors_, fmt::format("nothing is kept in the queue: {}", problem->message));
    return {};
}

void Submission::tell_kept(const Draft& draft, const spool::Claim& claim) {
    const auto account = accounts_.read(draft.way.route);
    if (account.held) {
        say(errors_,
            fmt::format("kept in the queue as {0}; account {1} is held until this is mended: then posthaste queue "
                        "release --account {1}",
                        claim.name.id, draft.way.route));
        return;
    }
    const auto wait = std::chrono::ceil<std::chrono::minutes>(claim.state.next_try - queue_.now());
    say(errors_, fmt::format("kept in the queue as {}, tried again in {} min{}", claim.name.id, wait.count(),
                             needs_variable(claim.entry) ? ", where POSTHASTE_PASSWORD is set" : ""));
}

ExitStatus Submission::keep_only(Draft& draft) {
    const auto claim = keep(draft, queue_);
    if (!claim)
        return give_up(claim.error());
    if (const auto account = accounts_.read(draft.way.route); account.held) {
        say(errors_, fmt::format("{}: {}", draft.way.route, account.words));
        tell_kept(draft, *claim);
    }
    log_.queued(claim->name.id);
    return report(draft, {}, claim->name.id, {});
}

// The caller waits for the disk, and for nothing that comes after it. Where there is no room, or no queue can be, he
// waits for the server: that it goes fast is all that was asked.
ExitStatus Submission::send_behind(Draft& draft, int interrupt) {
    auto content = duplicate(draft.message.content.get());
    auto claim = keep(draft, queue_);
    if (!claim && !content)
        return give_up(claim.error());
    if (!claim) {
        draft.message.content = *std::move(content);
        draft.handover.kind = HandoverKind::direct;
        draft.handover.queue_problem = claim.error();
        return send_now(draft, interrupt);
    }
    const auto id = claim->name.id;
    log_.queued(id);
    send_in_background(background_tools(draft), *std::move(claim));
    return report(draft, {}, id, {});
}

} // namespace posthaste::app
