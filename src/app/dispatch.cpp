// SPDX-License-Identifier: MIT
#include "dispatch.hpp"

#include "addressing.hpp"
#include "relay.hpp"

#include <posthaste/delivery/smtp_transport.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

delivery::RecipientOutcome unreachable(const mail::Address& recipient) {
    const Error error{ErrorKind::config,
                      "no server is configured for mail to other machines: run posthaste with --server "
                      "smtps://USER@HOST --password-command COMMAND, or write these into "
                      "~/.config/posthaste/config.toml as an [account.NAME]",
                      0};
    return {recipient, delivery::Verdict::deferred, smtp::Phase::connect, std::nullopt, error, {}};
}

void deliver_locally(Draft& draft, std::vector<mail::Address> recipients, const DispatchTools& tools,
                     delivery::Outcome& outcome) {
    delivery::LocalSettings settings;
    if (!tools.caller.host.empty())
        settings.host = tools.caller.host;
    draft.message.envelope.recipients = std::move(recipients);
    delivery::LocalTransport transport(settings, tools.users, tools.files, tools.clock, tools.ids);
    auto local = transport.deliver(draft.message);
    outcome.recipients.insert(outcome.recipients.end(), local.recipients.begin(), local.recipients.end());
}

delivery::Outcome without_server(Draft& draft, const DispatchTools& tools) {
    delivery::Outcome outcome;
    std::vector<mail::Address> local;
    for (const auto& recipient : draft.message.envelope.recipients) {
        if (is_local(recipient, tools.caller))
            local.push_back(recipient);
        else
            outcome.recipients.push_back(unreachable(recipient));
    }
    if (!local.empty())
        deliver_locally(draft, std::move(local), tools, outcome);
    return outcome;
}

} // namespace

Result<delivery::Outcome> dispatch(Draft& draft, const DispatchTools& tools) {
    if (!draft.account)
        return without_server(draft, tools);
    PH_ASSIGN(auto settings, relay_settings(*draft.account, tools.caller));
    return delivery::SmtpTransport(std::move(settings), tools.transcript).deliver(draft.message);
}

} // namespace posthaste::app
