// SPDX-License-Identifier: MIT
#include "classify.hpp"

namespace posthaste::delivery {

namespace {

Verdict by_reply(const smtp::Reply& reply, smtp::Phase phase) noexcept {
    if (reply.positive() && phase == smtp::Phase::end_of_data)
        return Verdict::delivered;
    return reply.permanent() ? Verdict::rejected : Verdict::deferred;
}

// Whether the same message could go through later, perhaps after somebody has mended the server or the account.
bool may_pass_later(ErrorKind kind) noexcept {
    switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::data:
    case ErrorKind::no_input:
    case ErrorKind::no_host:
    case ErrorKind::refused:
        return false;
    case ErrorKind::config:
    case ErrorKind::internal:
    case ErrorKind::cannot_create:
    case ErrorKind::io:
    case ErrorKind::connection:
    case ErrorKind::timeout:
    case ErrorKind::no_space:
    case ErrorKind::protocol:
    case ErrorKind::tls:
    case ErrorKind::trust:
    case ErrorKind::auth:
    case ErrorKind::interrupted:
        break;
    }
    return true;
}

} // namespace

Verdict classify(const smtp::RecipientResult& result) noexcept {
    if (result.reply)
        return by_reply(*result.reply, result.phase);
    if (smtp::info(result.phase).ambiguous_if_lost)
        return Verdict::unknown;
    return result.error && !may_pass_later(result.error->kind) ? Verdict::rejected : Verdict::deferred;
}

} // namespace posthaste::delivery
