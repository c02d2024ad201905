// SPDX-License-Identifier: MIT
#include "report.hpp"

#include "provider_hints.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>
#include <utility>
#include <vector>

namespace posthaste::app {

namespace {

using delivery::RecipientOutcome;
using delivery::Verdict;
using smtp::Phase;

constexpr std::size_t max_named = 20; // recipients that share a line
constexpr std::string_view try_later = "try again later";

std::string_view step_after_reply(const RecipientOutcome& outcome) {
    if (outcome.verdict == Verdict::deferred)
        return try_later;
    if (outcome.own_reply) // the others' replies speak for the message
        return "ask the server's administrator";
    switch (outcome.phase) {
    case Phase::ehlo:
        return "is the server's kind right? smtp:// is for SMTP, lmtp:// for LMTP";
    case Phase::auth:
        return "check the user and the password";
    case Phase::mail:
        return "check the sender";
    case Phase::rcpt:
        return "check the address";
    case Phase::data:
    case Phase::body:
    case Phase::end_of_data:
        return "change the message, or ask the server's administrator";
    default:
        return {};
    }
}

// Errors of the kinds that are left out say themselves what to do.
std::string_view step_after_error(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::connection:
    case ErrorKind::timeout:
        return try_later;
    case ErrorKind::no_space:
        return "make room and try again";
    default:
        return {};
    }
}

std::string with_step(std::string text, std::string_view step) {
    return step.empty() ? text : fmt::format("{}; {}", text, step);
}

// What the queue does by itself is no advice.
std::string_view advice(const RecipientOutcome& outcome, Leftovers leftovers) {
    const auto step = next_step(outcome);
    return leftovers == Leftovers::queued && step == try_later ? std::string_view{} : step;
}

std::string fate_by_reply(const RecipientOutcome& outcome, const smtp::Reply& reply, Leftovers leftovers) {
    const auto* verb = outcome.verdict == Verdict::rejected ? "refused" : "not taken now";
    const auto text =
        fmt::format("{} by {} ({}): {}", verb, outcome.remote, smtp::info(outcome.phase).name, reply.text());
    return with_step(text, advice(outcome, leftovers));
}

std::string fate_by_error(const RecipientOutcome& outcome, const Error& error, Leftovers leftovers) {
    const bool named = outcome.remote.empty() || error.message.find(outcome.remote) != std::string::npos;
    const auto text = named ? error.message : fmt::format("{}: {}", outcome.remote, error.message);
    if (outcome.verdict == Verdict::unknown)
        return fmt::format("{}; the message may have been delivered all the same: sent again, it may arrive twice",
                           text);
    return with_step(text, advice(outcome, leftovers));
}

std::string fate_of(const RecipientOutcome& outcome, Leftovers leftovers) {
    // Exactly one of them is there.
    return outcome.reply ? fate_by_reply(outcome, *outcome.reply, leftovers)
                         : fate_by_error(outcome, outcome.error.value_or(Error{}), leftovers);
}

struct Group {
    std::string fate;
    std::vector<std::string> recipients;
};

std::vector<Group> grouped(const delivery::Outcome& outcome, Leftovers leftovers) {
    std::vector<Group> groups;
    for (const auto& recipient : outcome.recipients) {
        if (recipient.verdict == Verdict::delivered)
            continue;
        auto fate = fate_of(recipient, leftovers);
        // Mostly the fate of the one before, so that many recipients take no time.
        auto group = std::find_if(groups.rbegin(), groups.rend(), [&fate](const auto& g) { return g.fate == fate; });
        if (group == groups.rend()) {
            groups.push_back({std::move(fate), {}});
            group = groups.rbegin();
        }
        group->recipients.push_back(recipient.recipient.text());
    }
    return groups;
}

// Everybody, in lines that stay readable.
std::string lines_for(const Group& group) {
    std::string text;
    for (std::size_t at = 0; at < group.recipients.size(); at += max_named) {
        const auto count = std::min(max_named, group.recipients.size() - at);
        const auto some = std::span(group.recipients).subspan(at, count);
        const auto line = fmt::format("{}: {}", fmt::join(some, ", "), group.fate);
        text += fmt::format("posthaste: {}\n", printable(line));
    }
    return text;
}

} // namespace

std::string describe(const delivery::Outcome& outcome, Leftovers leftovers) {
    std::string text;
    for (const auto& group : grouped(outcome, leftovers))
        text += lines_for(group);
    return text;
}

std::string_view next_step(const RecipientOutcome& outcome) {
    if (outcome.reply) {
        const auto hint = provider_hint(outcome.remote, *outcome.reply);
        return hint.empty() ? step_after_reply(outcome) : hint;
    }
    if (!outcome.error)
        return {};
    const auto hint = provider_hint(outcome.remote, *outcome.error);
    return hint.empty() ? step_after_error(outcome.error->kind) : hint;
}

void say(ByteSink& errors, std::string_view text) {
    (void)errors.write(fmt::format("posthaste: {}\n", printable(text)));
}

} // namespace posthaste::app
