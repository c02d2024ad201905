// SPDX-License-Identifier: MIT
#include "draft.hpp"

#include "account_choice.hpp"
#include "addressing.hpp"
#include "alias_use.hpp"
#include "dkim_signing.hpp"
#include "draft_file.hpp"
#include "parameters.hpp"

#include <posthaste/config/config_file.hpp>
#include <posthaste/mail/label.hpp>
#include <posthaste/mail/reencode.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace posthaste::app {

namespace {

Status add_header_recipients(const mail::HeaderBlock& header, Addressed& addressed) {
    auto& recipients = addressed.recipients;
    auto found = mail::read_recipients(header);
    if (!found)
        return std::unexpected(std::move(found).error());
    PH_TRY(refuse_commands(*found, ErrorKind::data));
    recipients.insert(recipients.end(), found->begin(), found->end());
    if (recipients.empty() && addressed.plain.empty())
        return fail(ErrorKind::usage, "no recipient: the header has none in To, Cc or Bcc, and the command line none");
    return {};
}

// The header says what its author wrote; who gets it is said by the envelope.
void replace_aliases(Beginning& begun, const SubmitOptions& options, const Caller& caller) {
    auto& draft = begun.draft;
    auto expansion = expand_aliases({options, begun.environment, begun.config, caller}, begun.addressed.recipients);
    auto& recipients = begun.addressed.recipients;
    recipients = begun.addressed.plain;
    std::ranges::move(expansion.recipients, std::back_inserter(recipients));
    for (auto& [recipient, error, by_will, for_now] : expansion.refused) {
        const auto verdict = for_now ? delivery::Verdict::deferred : delivery::Verdict::rejected;
        draft.refused.recipients.push_back({recipient, verdict, smtp::Phase::rcpt, std::nullopt, std::move(error), {}});
    }
    draft.commands = std::move(expansion.commands);
    draft.discarded = std::move(expansion.discarded);
    std::ranges::move(expansion.warnings, std::back_inserter(draft.warnings));
}

// What is for commands and files alone has nothing to do with a server, nor to wait for one. They are found again by
// the configuration.
void keep_here(Draft& draft, const SubmitOptions& options, const Environment& environment) {
    const auto& recipients = draft.message.envelope.recipients;
    if (!draft.commands.empty() && std::ranges::all_of(recipients, config::is_command_or_file))
        draft.account.reset();
    if (!draft.commands.empty() && !draft.account)
        draft.way = way_home(options, environment);
}

Status write_message(Draft& draft, mail::Intake& intake, const mail::HeaderBlock& header) {
    PH_ASSIGN(auto file, DraftFile::make(draft.handover.directories, "cannot keep the message while it is sent"));
    PH_ASSIGN(auto taken, intake.write(header, file));
    draft.message.content = std::move(file).take();
    draft.message.facts = taken.facts;
    draft.warnings.insert(draft.warnings.end(), taken.warnings.begin(), taken.warnings.end());
    return {};
}

// Whether the text has to be labelled is known at its end, and the label stands before it: the rare message that needs
// one is written a second time.
Status label_text(Draft& draft, const mail::HeaderBlock& header) {
    auto& message = draft.message;
    if (!mail::needs_label(header, message.facts))
        return {};
    if (!message.facts.body_is_utf8)
        draft.warnings.emplace_back("the text holds 8-bit characters that are not UTF-8, and no Content-Type says what "
                                    "they are: it was labelled unknown-8bit");
    PH_ASSIGN(auto file, DraftFile::make(draft.handover.directories, "cannot label the message"));
    PH_ASSIGN(message.facts, mail::write_labelled(header, message.content.get(), message.facts, file));
    message.content = std::move(file).take();
    return {};
}

// What no server takes (NUL, lines over 998 octets) is settled before anybody is asked.
Status make_sendable(Draft& draft) {
    auto& message = draft.message;
    if (!mail::needs_reencoding(message.facts, {}))
        return {};
    PH_ASSIGN(auto file, DraftFile::make(draft.handover.directories, "cannot re-encode the message"));
    PH_ASSIGN(message.facts, mail::reencode(message.content.get(), message.facts, {}, file));
    message.content = std::move(file).take();
    return {};
}

// RFC 5321 6.3: a message that was handed on so often goes round in circles.
Status refuse_loop(const mail::HeaderBlock& header) {
    constexpr std::size_t most_hops = 100;
    const auto hops = header.all("Received").size();
    if (hops <= most_hops)
        return {};
    return fail(ErrorKind::refused, fmt::format("the message has {} Received fields: it goes round in circles", hops));
}

} // namespace

Result<Beginning> begin_draft(const SubmitOptions& options, const DraftTools& tools) {
    Beginning begun;
    begun.environment = read_environment();
    begun.draft.warnings = options.warnings;
    PH_ASSIGN(begun.addressed, read_addresses(options, begun.environment.from));
    PH_TRY(apply_parameters(options, tools.clock.now(), begun.draft.message.envelope, begun.draft.warnings));
    const auto& addressed = begun.addressed;
    if (addressed.recipients.empty() && addressed.plain.empty() && !options.read_recipients)
        return fail(ErrorKind::usage, "no recipient: name one, or say -t to take them from To, Cc and Bcc");
    PH_ASSIGN(begun.draft.signers, read_dkim_signers(options.dkim));
    PH_ASSIGN(begun.config, config::load_config(options.config.value_or(begun.environment.config), tools.caller.home));
    if (tools.log != nullptr)
        *tools.log = DeliveryLog(begun.config.log, tools.clock);
    return begun;
}

Result<Draft> address_draft(Beginning begun, const SubmitOptions& options, mail::HeaderBlock& header,
                            const DraftTools& tools) {
    auto& [draft, addressed, environment, config] = begun;
    if (options.read_recipients)
        PH_TRY(add_header_recipients(header, addressed));
    replace_aliases(begun, options, tools.caller);
    const auto sender = sender_for_route(addressed, header, tools.caller, config.domain);
    PH_ASSIGN(draft.account,
              choose_account(options, environment, config, sender, qualified(addressed.recipients, config.domain)));
    const auto* account = draft.account ? &*draft.account : nullptr;
    if (account == nullptr && draft.message.envelope.hold)
        return fail(ErrorKind::config, "--hold-for and --hold-until need a server that holds the message, and none is "
                                       "configured: name one with --server URL");
    const auto& domain = account != nullptr && !account->domain.empty() ? account->domain : config.domain;
    const auto origin = decide_origin({options, addressed, account, domain, tools.caller, header});
    draft.domain = origin.domain;
    draft.message.envelope.sender = origin.sender;
    draft.message.envelope.add_recipients(account != nullptr ? qualified(addressed.recipients, origin.domain)
                                                             : addressed.recipients);
    PH_TRY(refuse_loop(header));
    if (mail::breaks_signature(header, origin.header))
        draft.warnings.emplace_back("the message is signed by who passed it on, and force_from = true breaks that: it "
                                    "may be taken for forged");
    mail::prepare_header(header, origin.header, tools.clock, tools.ids);
    if (!options.received.empty())
        header.prepend("Received", options.received);
    draft.way = way_of(options, environment, account);
    draft.queue_settings = config.queue;
    PH_ASSIGN(draft.handover, decide_handover({options, environment.queue, account, tools.clock.now()}, tools.queue));
    if (!draft.handover.warning.empty())
        draft.warnings.push_back(draft.handover.warning);
    keep_here(draft, options, environment);
    return std::move(draft);
}

Status fill_draft(Draft& draft, mail::Intake& intake, const mail::HeaderBlock& header, const DraftTools& tools) {
    PH_TRY(write_message(draft, intake, header));
    PH_TRY(label_text(draft, header));
    if (draft.account) // a mailbox of this machine takes everything
        PH_TRY(make_sendable(draft));
    return sign_draft(draft, draft.signers, tools.clock);
}

Result<Draft> take_draft(const SubmitOptions& options, mail::Intake& intake, const DraftTools& tools) {
    PH_ASSIGN(auto begun, begin_draft(options, tools));
    PH_ASSIGN(auto header, intake.read_header());
    PH_ASSIGN(auto draft, address_draft(std::move(begun), options, header, tools));
    PH_TRY(fill_draft(draft, intake, header, tools));
    return draft;
}

} // namespace posthaste::app
