// SPDX-License-Identifier: MIT
#include "failover.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posthaste::delivery {

namespace {

bool out_of_reach(const RecipientOutcome& outcome) noexcept {
    if (outcome.reply) // RFC 5321 sections 3.1 and 3.8: 421 at any time, other 4yz as the greeting
        return outcome.reply->code == 421 ? outcome.phase < smtp::Phase::auth
                                          : outcome.reply->transient() && outcome.phase <= smtp::Phase::greeting;
    if (!outcome.error || outcome.phase >= smtp::Phase::auth)
        return false;
    switch (outcome.error->kind) {
    case ErrorKind::connection:
    case ErrorKind::timeout:
    case ErrorKind::tls:
    case ErrorKind::no_host:
        return true;
    default:
        return false;
    }
}

std::string reason_of(const RecipientOutcome& outcome) {
    if (outcome.reply)
        return fmt::format("{} ({}): {}", outcome.remote, smtp::info(outcome.phase).name, outcome.reply->text());
    if (!outcome.error) // exactly one of them is there
        return outcome.remote;
    const auto& message = outcome.error->message;
    return message.find(outcome.remote) == std::string::npos ? fmt::format("{}: {}", outcome.remote, message) : message;
}

} // namespace

bool next_server_may_help(const Outcome& outcome) noexcept {
    return !outcome.recipients.empty() && std::ranges::all_of(outcome.recipients, out_of_reach);
}

void EarlierServers::add(const Outcome& outcome) {
    const auto& first = outcome.recipients.front(); // the same for everyone: nobody's turn came
    reasons_.push_back(reason_of(first));
    may_come_back_ = may_come_back_ || first.verdict == Verdict::deferred;
}

void EarlierServers::mention_in(Outcome& outcome) const {
    if (reasons_.empty())
        return;
    const auto text = fmt::format("tried before: {}", fmt::join(reasons_, "; "));
    const auto replied = [](const RecipientOutcome& each) {
        return each.reply.has_value() && each.verdict != Verdict::delivered;
    };
    if (std::ranges::any_of(outcome.recipients, replied))
        outcome.warnings.push_back(text);
    for (auto& recipient : outcome.recipients) {
        if (!recipient.error)
            continue;
        recipient.error->message += fmt::format(" ({})", text);
        if (recipient.error->kind != ErrorKind::no_host || !may_come_back_)
            continue;
        recipient.error->kind = ErrorKind::connection;
        recipient.verdict = Verdict::deferred;
    }
}

} // namespace posthaste::delivery
