// SPDX-License-Identifier: MIT
#include "handover.hpp"

#include <posthaste/mail/send_time.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

using config::QueueUse;

Result<QueueUse> queue_use(const HandoverWishes& wishes) {
    if (wishes.options.no_queue || wishes.variable == "never")
        return QueueUse::never;
    if (wishes.variable == "always")
        return QueueUse::always;
    if (wishes.variable == "on-failure")
        return QueueUse::on_failure;
    if (!wishes.variable.empty())
        return fail(ErrorKind::config,
                    fmt::format("POSTHASTE_QUEUE=\"{}\": must be never, on-failure or always", wishes.variable));
    return wishes.account != nullptr ? wishes.account->queue : QueueUse::on_failure;
}

Result<std::optional<spool::Time>> time_asked_for(const HandoverWishes& wishes) {
    const auto& [options, variable, account, now] = wishes;
    if (options.at && options.in)
        return fail(ErrorKind::usage, "--at and --in exclude each other");
    if (options.at) {
        auto at = mail::parse_send_time(*options.at, now);
        if (!at)
            return with_context("--at", std::move(at).error());
        return std::chrono::floor<std::chrono::microseconds>(*at);
    }
    if (!options.in)
        return std::nullopt;
    auto span = mail::parse_duration(*options.in);
    if (!span)
        return with_context("--in", std::move(span).error());
    return std::chrono::floor<std::chrono::microseconds>(now) + *span;
}

// The account's wish yields to what is asked for this message, and a wish for the queue is not passed over in silence.
Result<Handover> without_queue(const HandoverWishes& wishes, Handover handover) {
    if (handover.not_before)
        return fail(ErrorKind::usage,
                    "a message that is to wait needs the queue, which is switched off: leave out --at and --in, or "
                    "what switches it off (--no-queue, POSTHASTE_QUEUE, the account's queue = \"never\")");
    if (wishes.options.delivery != DeliveryMode::queue_only)
        return handover; // -odb is what many programs say always
    if (wishes.options.no_queue)
        return fail(ErrorKind::usage, "-odq and --no-queue exclude each other");
    handover.warning = "-odq is left out, the queue is switched off: the message is sent at once";
    return handover;
}

HandoverKind kind_of(const HandoverWishes& wishes, QueueUse use, bool waits) {
    if (waits || wishes.options.delivery == DeliveryMode::queue_only)
        return HandoverKind::queue_only;
    if (use == QueueUse::always || wishes.options.delivery == DeliveryMode::background)
        return HandoverKind::background;
    return HandoverKind::try_now;
}

Error nowhere() {
    return {ErrorKind::cannot_create,
            "there is no place for a queue: this user has no home directory, and XDG_STATE_HOME is not set", 0};
}

// For a message that may go at once the queue is made when something is to be kept for the first time.
Status make_ready(spool::Queue* queue, HandoverKind kind) {
    if (queue == nullptr)
        return std::unexpected(nowhere());
    return kind == HandoverKind::try_now ? Status{} : queue->prepare();
}

} // namespace

Result<Handover> decide_handover(const HandoverWishes& wishes, spool::Queue* queue) {
    Handover handover;
    PH_ASSIGN(const auto use, queue_use(wishes));
    PH_ASSIGN(handover.not_before, time_asked_for(wishes));
    if (use == QueueUse::never)
        return without_queue(wishes, std::move(handover));
    handover.kind = kind_of(wishes, use, handover.not_before.has_value());
    if (wishes.options.dry_run)
        return handover;
    if (auto ready = make_ready(queue, handover.kind); !ready) {
        if (handover.kind == HandoverKind::queue_only)
            return with_context("the message cannot be kept", std::move(ready).error());
        handover.kind = HandoverKind::direct; // that -odb goes fast is all that was asked
        handover.queue_problem = std::move(ready).error();
        return handover;
    }
    if (queue->exists())
        handover.directories.insert(handover.directories.begin(), queue->draft_directory());
    return handover;
}

} // namespace posthaste::app
