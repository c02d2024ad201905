// SPDX-License-Identifier: MIT
#include "submission.hpp"

#include "dispatch.hpp"
#include "dry_run.hpp"
#include "interruption.hpp"
#include "json_report.hpp"
#include "relay.hpp"
#include "report.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace posthaste::app {

namespace {

std::vector<std::string> servers_of(const Draft& draft) {
    return draft.account ? server_names(*draft.account) : std::vector<std::string>{};
}

} // namespace

void drain_stdin(mail::Intake& intake) {
    if (::isatty(STDIN_FILENO) == 0)
        intake.drain();
}

ExitStatus Submission::finish(Draft& draft) {
    warn(draft.warnings);
    if (options_.dry_run)
        return show(draft);
    log_.accepted(draft, ::getuid(), clock_.now());
    const auto status = send(draft);
    tell_trouble_of_log();
    return status;
}

ExitStatus Submission::give_up(const Error& error) {
    const auto status = exit_status_of(error.kind);
    if (!options_.dry_run)
        log_.refused(error, options_.recipients, ::getuid());
    say(errors_, error.message);
    if (options_.json)
        print(json_error(error, status));
    return status;
}

// What comes while the disk is at work must not end us either: nobody would know whether the message is kept.
ExitStatus Submission::send(Draft& draft) {
    (void)errors_.write(describe(draft.refused));
    tell_discarded(draft);
    if (draft.message.envelope.recipients.empty())
        return report(draft, {}, {}, {});
    std::optional<Interruption> interruption;
    if (draft.handover.kind != HandoverKind::direct)
        interruption.emplace();
    const int interrupt = interruption ? interruption->descriptor() : -1;
    switch (draft.handover.kind) {
    case HandoverKind::queue_only:
        return keep_only(draft);
    case HandoverKind::background:
        return send_behind(draft, interrupt);
    case HandoverKind::direct:
    case HandoverKind::try_now:
        break;
    }
    return send_now(draft, interrupt);
}

ExitStatus Submission::report(Draft& draft, const delivery::Outcome& outcome, const std::string& queue_id,
                              const std::vector<std::size_t>& kept) {
    delivery::Outcome rest = draft.refused; // those about whom there is something to say to the caller
    for (std::size_t i = 0; i < outcome.recipients.size(); ++i) {
        if (queue_id.empty() || !std::ranges::binary_search(kept, i))
            rest.recipients.push_back(outcome.recipients[i]);
    }
    auto status = exit_status_of(rest);
    // Whoever tries again sends to those as well who are in the queue.
    if (status == ExitStatus::try_later && !queue_id.empty())
        status = ExitStatus::unavailable;
    draft.warnings.insert(draft.warnings.end(), outcome.warnings.begin(), outcome.warnings.end());
    if (options_.json)
        print(json_result({draft.message, servers_of(draft), false, draft.warnings, queue_id, draft.refused.recipients,
                           draft.discarded},
                          outcome, status));
    return status;
}

ExitStatus Submission::show(const Draft& draft) {
    delivery::Transcript transcript;
    if (const auto fine = rehearse(draft, {caller_, users_, files_, clock_, ids_, transcript}); !fine)
        return give_up(fine.error());
    (void)errors_.write(describe(draft.refused));
    const auto status = exit_status_of(draft.refused);
    const auto shown = options_.json ? output_.write(json_result({draft.message,
                                                                  servers_of(draft),
                                                                  true,
                                                                  draft.warnings,
                                                                  {},
                                                                  draft.refused.recipients,
                                                                  draft.discarded},
                                                                 {}, status))
                                     : print_draft(draft);
    if (!shown)
        say(errors_, shown.error().message);
    return shown ? status : ExitStatus::io_error; // for every reason: nobody asked for a file
}

// A composed message alone goes to stdout, to be kept as a file.
Status Submission::print_draft(const Draft& draft) {
    auto envelope = envelope_text(draft.message.envelope, servers_of(draft));
    for (const auto& recipient : draft.discarded)
        envelope += fmt::format("discarded <{}>\n", recipient.text());
    if (!options_.message_alone)
        PH_TRY(output_.write(envelope + "\n"));
    else if (!options_.quiet)
        (void)errors_.write(envelope);
    return print_message(output_, draft.message, ::isatty(STDOUT_FILENO) == 1);
}

// What became of the message stands, whether or not it can be printed.
void Submission::print(const std::string& text) {
    if (const auto printed = output_.write(text); !printed)
        say(errors_, printed.error().message);
}

// To a person alone: cron and the like would have mail of every message that is sent.
void Submission::tell_trouble_of_log() {
    if (const auto trouble = log_.log().take_trouble(); trouble && ::isatty(STDERR_FILENO) == 1)
        warn({fmt::format("the log is not written: {}", trouble->message)});
}

// Nothing went wrong, so that only who wants to know all is told.
void Submission::tell_discarded(const Draft& draft) {
    if (!options_.trace)
        return;
    delivery::Transcript transcript(errors_);
    for (const auto& recipient : draft.discarded)
        transcript.info(fmt::format("mail for {} is discarded, as its aliases have it", recipient.text()));
}

void Submission::warn(const std::vector<std::string>& warnings) {
    if (options_.quiet)
        return;
    for (const auto& warning : warnings)
        say(errors_, "warning: " + warning);
}

} // namespace posthaste::app
