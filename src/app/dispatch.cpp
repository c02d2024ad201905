// SPDX-License-Identifier: MIT
#include "dispatch.hpp"

#include "addressing.hpp"
#include "relay.hpp"
#include "split_delivery.hpp"

#include <posthaste/delivery/smtp_transport.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

delivery::RecipientOutcome unreachable(const mail::Address& recipient) {
    return {recipient, delivery::Verdict::deferred, smtp::Phase::connect, std::nullopt, no_server(), {}};
}

delivery::Outcome without_server(Draft& draft, const DispatchTools& tools) {
    auto& recipients = draft.message.envelope.recipients;
    const auto everybody = recipients;
    const auto stays = [&](const auto& recipient) { return is_local(recipient, tools.caller, draft.domain); };
    std::erase_if(recipients, [&stays](const auto& recipient) { return !stays(recipient); });
    auto local = local_transport(tools, draft.commands).deliver(draft.message);
    recipients = everybody;
    delivery::Outcome outcome;
    auto next = local.recipients.begin();
    for (const auto& recipient : recipients)
        outcome.recipients.push_back(stays(recipient) ? std::move(*next++) : unreachable(recipient));
    return outcome;
}

bool uses_tls(const config::Account& account) {
    const auto secure = [&account](const auto& server) { return tls_use_of(account, server) != smtp::TlsUse::none; };
    return (account.server && secure(*account.server)) || std::ranges::any_of(account.other_servers, secure);
}

} // namespace

Error no_server() {
    return {ErrorKind::config,
            "no server is configured for mail to other machines: run posthaste with --server "
            "smtps://USER@HOST --password-command COMMAND, or write these into "
            "~/.config/posthaste/config.toml as an [account.NAME]",
            0};
}

delivery::LocalTransport local_transport(const DispatchTools& tools,
                                         const std::vector<config::AliasCommand>& commands) {
    delivery::LocalSettings settings;
    for (const auto& command : commands)
        settings.targets.push_back({command.text, command.alias});
    settings.user = tools.caller.name;
    settings.home = tools.caller.home;
    if (!tools.caller.host.empty())
        settings.host = tools.caller.host;
    return {settings, tools.users, tools.files, tools.clock, tools.ids};
}

Status rehearse(const Draft& draft, const DispatchTools& tools) {
    if (draft.account) {
        PH_TRY(check_servers(*draft.account));
        if (!uses_tls(*draft.account))
            return {};
        const auto context = net::TlsContext::make(trust_of(*draft.account));
        return context ? Status{} : std::unexpected(context.error());
    }
    for (const auto& recipient : draft.message.envelope.recipients) {
        if (!is_local(recipient, tools.caller, draft.domain))
            return with_context(recipient.text(), no_server());
        if (config::is_command_or_file(recipient))
            continue;
        PH_ASSIGN(const auto user, tools.users.find(recipient.local()));
        if (!user)
            return fail(ErrorKind::refused, fmt::format("{}: no such user on this machine", recipient.text()));
    }
    return {};
}

Result<delivery::Outcome> dispatch(Draft& draft, const DispatchTools& tools) {
    if (!draft.account)
        return without_server(draft, tools);
    const auto by_server = [&](const mail::PreparedMessage& message) -> Result<delivery::Outcome> {
        PH_ASSIGN(auto settings, relay_settings(*draft.account, tools.caller));
        settings.interrupt = tools.interrupt;
        return delivery::SmtpTransport(std::move(settings), tools.transcript).deliver(message);
    };
    const auto here = [&](const mail::PreparedMessage& message) -> Result<delivery::Outcome> {
        return local_transport(tools, draft.commands).deliver(message);
    };
    return split_delivery(draft.message, here, by_server);
}

} // namespace posthaste::app
