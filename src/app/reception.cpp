// SPDX-License-Identifier: MIT
#include "reception.hpp"

#include "alias_use.hpp"
#include "dispatch.hpp"
#include "keeping.hpp"
#include "reception_replies.hpp"
#include "report.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/config_file.hpp>
#include <posthaste/mail/date.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

using config::SenderRule;
using smtp::ServerReply;

// Only what an alias leads to may be a command or a file.
bool is_no_name(const mail::Address& address) {
    return !address.qualified() && (address.local().starts_with('|') || address.local().starts_with('/'));
}

// What a client says of itself is not to look like more of the field than it is.
std::string_view name_in_field(std::string_view client) {
    const auto fits = [](char c) {
        return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || std::string_view(".-_:[]").contains(c);
    };
    return !client.empty() && std::ranges::all_of(client, fits) ? client : "unknown";
}

} // namespace

const std::string& Reception::user(const std::string& login) const noexcept {
    return login.empty() ? client_.user : login;
}

ServerReply Reception::judge_sender(const std::optional<mail::Address>& sender, const std::string& login) {
    if (tools_.inbox || client_.kind == ClientKind::caller || tools_.settings.sender == SenderRule::any)
        return {250, "2.1.0", "sender ok"};
    if (user(login).empty())
        return {550, "5.7.1", "nobody here knows who you are: call by the unix socket, or log in"};
    const bool permitted = !sender || tools_.settings.permits(user(login), *sender, tools_.domain);
    if (permitted || tools_.settings.sender == SenderRule::rewrite)
        return {250, "2.1.0", "sender ok"};
    auto words = fmt::format("{} may not send as {}", user(login), sender->text());
    note(words);
    return {553, "5.7.1", std::move(words)};
}

// Whom nobody can reach is refused by name, so that the others get the message. What is wrong with the configuration is
// said at its end.
std::optional<ServerReply> Reception::unreachable(const mail::Address& recipient) {
    if (tools_.inbox)
        return std::nullopt;
    const auto& options = tools_.options.submit;
    const auto environment = read_environment();
    if (!config_)
        config_ = config::load_config(options.config.value_or(environment.config), caller_.home);
    const auto& config = *config_;
    if (!config)
        return std::nullopt;
    const AliasCircumstances known{options, environment, *config, caller_};
    if (!has_server(known) && !is_local(recipient, caller_, tools_.domain))
        return ServerReply{550, "5.1.2", "no server is configured for mail to other machines"};
    if (!is_name_here(recipient, caller_))
        return std::nullopt;
    const auto expansion = expand_aliases(known, {recipient});
    if (expansion.refused.empty() || !expansion.recipients.empty() || !expansion.discarded.empty())
        return std::nullopt;
    return reply_for(expansion.refused.front().error, client_.kind == ClientKind::caller);
}

ServerReply Reception::judge_recipient(const smtp::ServerTransaction& transaction,
                                       const smtp::ServerRecipient& recipient) {
    if (is_no_name(recipient.address))
        return {550, "5.1.3", "commands and files are no recipients"};
    // An envelope has one request for all; who asks for several is served one after the other (RFC 5321 4.5.3.1.10).
    if (!transaction.recipients.empty() && transaction.recipients.front().notify != recipient.notify)
        return {452, "4.5.3", "another NOTIFY: send it in a transaction of its own"};
    if (auto refused = unreachable(recipient.address))
        return *std::move(refused);
    return {250, "2.1.5", "recipient ok"};
}

ServerReply Reception::take(const smtp::ServerSession& session, ByteSource& content) {
    mail::Intake intake(content, mail::LoneDot::is_text);
    if (const auto& inbox = tools_.inbox)
        return put_into_inbox(*inbox, session, intake);
    return relay(session, intake);
}

// Over TCP nobody knows who it was.
std::optional<uid_t> Reception::submitter() const {
    if (client_.kind == ClientKind::caller)
        return ::getuid();
    return client_.kind == ClientKind::user ? std::optional(client_.uid) : std::nullopt;
}

ServerReply Reception::relay(const smtp::ServerSession& session, mail::Intake& intake) {
    SubmissionLog log;
    const auto options = options_for(session);
    auto* queue = queue_.directory().empty() ? nullptr : &queue_;
    auto draft = take_draft(options, intake, {caller_, clock_, ids_, queue, &log.log()});
    if (!draft) {
        intake.drain();
        log.refused(draft.error(), options.recipients, submitter());
        return refusal(draft.error());
    }
    log.accepted(*draft, submitter(), clock_.now());
    if (!options.quiet) {
        for (const auto& warning : draft->warnings)
            say(tools_.errors, "warning: " + warning);
    }
    return with_aliases(*draft, log);
}

// Those whom the aliases refuse are told of all the same: the client's user wrote to them.
ServerReply Reception::with_aliases(Draft& draft, SubmissionLog& log) {
    const auto refused = draft.refused;
    const bool ours = client_.kind == ClientKind::caller;
    (void)tools_.errors.write(describe(refused));
    if (draft.message.envelope.recipients.empty())
        return refused.recipients.empty() ? ServerReply{250, "2.0.0", "discarded, as the aliases have it"}
                                          : reply_for(refused, {.detailed = ours});
    auto reply = hand_on(draft, log);
    const bool taken = reply.code / 100 == 2;
    return taken && !refused.recipients.empty() ? reply_for(refused, {.others_have_it = true, .detailed = ours})
                                                : reply;
}

// Whom the rule does not permit is made himself.
std::optional<mail::Address> Reception::sender_of(const smtp::ServerSession& session) const {
    const auto& sender = session.transaction().sender;
    const auto& name = user(session.login());
    if (tools_.settings.sender != SenderRule::rewrite || client_.kind == ClientKind::caller || !sender ||
        tools_.settings.permits(name, *sender, tools_.domain))
        return sender;
    auto own = name.contains('@') ? mail::Address::parse(name) : mail::Address::make(name, tools_.domain);
    return own ? std::optional(*std::move(own)) : std::nullopt;
}

SubmitOptions Reception::options_for(const smtp::ServerSession& session) {
    const auto& transaction = session.transaction();
    SubmitOptions options = tools_.options.submit;
    options.read_recipients = false;
    const auto sender = sender_of(session);
    options.sender = sender ? sender->text() : std::string{};
    for (const auto& recipient : transaction.recipients)
        options.recipients.push_back(recipient.address.text());
    if (const auto& notify = transaction.recipients.front().notify; !notify.empty())
        options.notify = notify;
    if (transaction.dsn_return != mail::DsnReturn::unset)
        options.dsn_return = transaction.dsn_return == mail::DsnReturn::full ? "full" : "hdrs";
    if (!transaction.envelope_id.empty())
        options.envelope_id = transaction.envelope_id;
    if (transaction.eight_bit)
        options.body_type = "8BITMIME";
    if (options.delivery == DeliveryMode::interactive)
        options.delivery = DeliveryMode::background;
    if (client_.kind != ClientKind::caller) // his own message has not been anywhere yet
        options.received = received_field(session);
    return options;
}

// RFC 5321 4.4: what counts the way of a message, so that one in circles is found out. It names the user only when
// asked, since it tells the world.
std::string Reception::received_field(const smtp::ServerSession& session) {
    const auto now = clock_.now();
    const auto& name = user(session.login());
    const auto* protocol = !session.extended() ? "SMTP" : session.login().empty() ? "ESMTP" : "ESMTPA";
    const auto from = tools_.settings.received ? fmt::format("from {} ({})\r\n\t", name_in_field(session.client_name()),
                                                             name.empty() ? client_.text : name)
                                               : std::string{};
    return fmt::format("{}by {} (posthaste) with {} id {}; {}", from, tools_.host, protocol, ids_.unique_id(),
                       mail::format_date(now, clock_.utc_offset(now)));
}

ServerReply Reception::hand_on(Draft& draft, SubmissionLog& log) {
    switch (draft.handover.kind) {
    case HandoverKind::queue_only:
    case HandoverKind::background:
        return keep_in_queue(draft, log);
    case HandoverKind::direct:
    case HandoverKind::try_now:
        break;
    }
    return send_now(draft, log);
}

ServerReply Reception::keep_in_queue(Draft& draft, SubmissionLog& log) {
    const bool waits = draft.handover.kind == HandoverKind::queue_only;
    spool::Name name;
    {
        const auto claim = keep(draft, queue_);
        if (!claim) {
            log.refused(claim.error(), {}, submitter());
            return refusal(claim.error());
        }
        name = claim->name; // and the entry is everybody's
    }
    log.queued(name.id);
    if (!waits)
        send_behind(name, draft, log);
    return {250, "2.0.0", fmt::format("queued as {}", name.id)};
}

void Reception::send_behind(const spool::Name& name, const Draft& draft, SubmissionLog& log) {
    if (!behind_) {
        queue_settings_ = draft.queue_settings;
        log_ = std::move(log.log());
        behind_.emplace(BackgroundTools{caller_, queue_, accounts_, files_, ids_, queue_settings_, no_route_, &log_},
                        tools_.descriptors);
    }
    behind_->send(name);
}

ServerReply Reception::send_now(Draft& draft, SubmissionLog& log) {
    delivery::Transcript transcript;
    if (tools_.options.submit.trace)
        transcript = delivery::Transcript(tools_.errors);
    auto outcome = dispatch(draft, {caller_, users_, files_, clock_, ids_, transcript, tools_.interrupt});
    if (!outcome) {
        log.refused(outcome.error(), {}, submitter());
        return refusal(outcome.error());
    }
    log.tried(*outcome, {}, {});
    (void)tools_.errors.write(describe(*outcome));
    return reply_for(*outcome, {.detailed = client_.kind == ClientKind::caller});
}

void Reception::note(std::string_view words) {
    say(tools_.errors, client_.text.empty() ? std::string(words) : fmt::format("{}: {}", client_.text, words));
}

// What is wrong here is told to who can mend it; to others only that it is.
ServerReply Reception::refusal(const Error& error) {
    note(error.message);
    return reply_for(error, client_.kind == ClientKind::caller);
}

} // namespace posthaste::app
