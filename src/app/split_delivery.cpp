// SPDX-License-Identifier: MIT
#include "split_delivery.hpp"

#include <posthaste/base/descriptors.hpp>
#include <posthaste/config/aliases.hpp>

#include <algorithm>
#include <iterator>

namespace posthaste::app {

namespace {

using config::is_command_or_file;

Result<mail::PreparedMessage> for_those(const mail::PreparedMessage& message, bool commands) {
    mail::PreparedMessage part;
    part.envelope = message.envelope;
    std::erase_if(part.envelope.recipients,
                  [commands](const auto& recipient) { return is_command_or_file(recipient) != commands; });
    part.facts = message.facts;
    PH_ASSIGN(part.content, duplicate(message.content.get()));
    return part;
}

delivery::Outcome deferred(const mail::PreparedMessage& message, const Error& why) {
    delivery::Outcome outcome;
    for (const auto& recipient : message.envelope.recipients)
        outcome.recipients.push_back(
            {recipient, delivery::Verdict::deferred, smtp::Phase::connect, std::nullopt, why, {}});
    return outcome;
}

} // namespace

Result<delivery::Outcome> split_delivery(const mail::PreparedMessage& message, const Carry& here,
                                         const Carry& elsewhere) {
    const auto& recipients = message.envelope.recipients;
    if (std::ranges::none_of(recipients, is_command_or_file))
        return elsewhere(message);
    if (std::ranges::all_of(recipients, is_command_or_file))
        return here(message);
    PH_ASSIGN(const auto others, for_those(message, false));
    PH_ASSIGN(const auto commands, for_those(message, true));
    PH_ASSIGN(auto sent, elsewhere(others));
    // The server's may have it by now: an error here must not bring it to them a second time.
    auto tried = here(commands);
    auto done = tried ? *std::move(tried) : deferred(commands, tried.error());
    delivery::Outcome outcome;
    auto next_sent = sent.recipients.begin();
    auto next_done = done.recipients.begin();
    for (const auto& recipient : recipients)
        outcome.recipients.push_back(std::move(is_command_or_file(recipient) ? *next_done++ : *next_sent++));
    for (auto* part : {&sent, &done})
        std::ranges::move(part->warnings, std::back_inserter(outcome.warnings));
    return outcome;
}

} // namespace posthaste::app
