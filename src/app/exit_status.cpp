// SPDX-License-Identifier: MIT
#include <posthaste/app/exit_status.hpp>

#include <algorithm>

namespace posthaste::app {

namespace {

using delivery::RecipientOutcome;
using delivery::Verdict;
using smtp::Phase;

ExitStatus refused_in(Phase phase) noexcept {
    if (phase == Phase::rcpt)
        return ExitStatus::no_user;
    if (phase == Phase::auth || phase == Phase::starttls)
        return ExitStatus::no_permission;
    return ExitStatus::unavailable;
}

ExitStatus status_of(const RecipientOutcome& outcome) noexcept {
    if (outcome.verdict == Verdict::delivered)
        return ExitStatus::ok;
    const bool rejected = outcome.verdict == Verdict::rejected;
    if (rejected && (outcome.reply || outcome.error->kind == ErrorKind::refused))
        return outcome.own_reply ? ExitStatus::no_user : refused_in(outcome.phase);
    if (outcome.reply || outcome.verdict == Verdict::unknown)
        return ExitStatus::try_later;
    return exit_status_of(outcome.error->kind);
}

} // namespace

ExitStatus exit_status_of(ErrorKind kind) noexcept {
    switch (kind) {
    case ErrorKind::usage:
        return ExitStatus::usage;
    case ErrorKind::config:
        return ExitStatus::config;
    case ErrorKind::data:
        return ExitStatus::data;
    case ErrorKind::no_input:
        return ExitStatus::no_input;
    case ErrorKind::no_host:
        return ExitStatus::no_host;
    case ErrorKind::refused:
        return ExitStatus::unavailable;
    case ErrorKind::internal:
        return ExitStatus::software;
    case ErrorKind::cannot_create:
        return ExitStatus::cannot_create;
    case ErrorKind::io:
        return ExitStatus::io_error;
    case ErrorKind::connection:
    case ErrorKind::timeout:
    case ErrorKind::no_space:
    case ErrorKind::interrupted:
        return ExitStatus::try_later;
    case ErrorKind::protocol:
    case ErrorKind::tls:
        return ExitStatus::protocol;
    case ErrorKind::trust:
    case ErrorKind::auth:
        return ExitStatus::no_permission;
    }
    return ExitStatus::software;
}

ExitStatus exit_status_of(const delivery::Outcome& outcome) noexcept {
    ExitStatus left_over = ExitStatus::ok;
    for (const auto& recipient : outcome.recipients) {
        const auto status = status_of(recipient);
        if (recipient.verdict == Verdict::rejected)
            return status;
        if (left_over == ExitStatus::ok || left_over == ExitStatus::try_later)
            left_over = status == ExitStatus::ok ? left_over : status;
    }
    const auto delivered = [](const auto& recipient) { return recipient.verdict == Verdict::delivered; };
    if (left_over == ExitStatus::try_later && std::ranges::any_of(outcome.recipients, delivered))
        return ExitStatus::unavailable;
    return left_over;
}

} // namespace posthaste::app
