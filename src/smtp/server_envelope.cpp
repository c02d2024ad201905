// SPDX-License-Identifier: MIT
// MAIL and RCPT (RFC 5321 sections 4.1.1.2 and 4.1.1.3): what can be judged here is, the rest is asked of the host.
#include "server_parameters.hpp"
#include "server_path.hpp"
#include "server_reply.hpp"
#include "server_state.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace posthaste::smtp {

namespace {
constexpr int permanent = 500;

bool positive(const ServerReply& reply) noexcept { return reply.code / 100 == 2; }
} // namespace

std::optional<ServerReply> ServerSession::State::may_begin() const {
    if (!greeted)
        return ServerReply{503, "5.5.1", "EHLO first"};
    if (stage == Stage::failed)
        return ServerReply{503, "5.5.1", "RSET first"};
    if (stage != Stage::none)
        return ServerReply{503, "5.5.1", "a message is under way; RSET first"};
    if (settings.auth_required && login.empty())
        return ServerReply{530, "5.7.0", !secure && settings.starttls ? "STARTTLS and a login first" : "a login first"};
    return std::nullopt;
}

std::optional<ServerReply> ServerSession::State::may_name() const {
    if (stage == Stage::none)
        return ServerReply{503, "5.5.1", "MAIL first"};
    if (stage != Stage::mail)
        return ServerReply{503, "5.5.1", "the message has begun; RSET first"};
    return std::nullopt;
}

// why: what an address is refused with whose syntax is wrong.
Result<mail::Address> ServerSession::State::address(std::string_view text, ServerReply& why) const {
    if (!transaction.utf8 && !is_ascii(text)) { // RFC 6531 section 3.5
        why = {553, "5.6.7", fmt::format("<{}> needs SMTPUTF8", echoed(text))};
        return fail(ErrorKind::data, why.text);
    }
    auto parsed = mail::Address::parse(fmt::format("<{}>", text));
    if (!parsed) {
        why.text = fmt::format("<{}> is no address", echoed(text));
        return parsed;
    }
    // RFC 5321 section 4.5.1: the one name that needs no domain.
    if (!parsed->qualified() && !settings.bare_names && !iequals(parsed->local(), "postmaster")) {
        why = {553, why.enhanced, fmt::format("<{}> needs a domain", echoed(text))};
        return fail(ErrorKind::data, why.text);
    }
    return parsed;
}

void ServerSession::State::on_mail(std::string_view arguments) {
    if (const auto refused = may_begin())
        return refuse(*refused);
    const auto path = parse_path(arguments, "FROM:");
    if (!path)
        return refuse({501, "5.5.4", "use MAIL FROM:<address>"});
    ServerTransaction begun;
    if (const auto refused = take_mail_parameters(path->parameters, settings, begun))
        return refuse(*refused);
    transaction = std::move(begun);
    if (!path->address.empty()) {
        ServerReply why{501, "5.1.7", {}};
        auto sender = address(path->address, why);
        if (!sender) {
            transaction = {};
            return refuse(why);
        }
        transaction.sender = *std::move(sender);
    }
    asked = Asked::sender;
    todo = server_step::CheckSender{transaction.sender};
}

void ServerSession::State::sender_answered(const ServerReply& reply) {
    if (positive(reply)) {
        stage = Stage::mail;
        return say(reply);
    }
    transaction = {};
    if (reply.code < permanent)
        return say(reply);
    refuse(reply);
}

void ServerSession::State::on_rcpt(std::string_view arguments) {
    if (const auto refused = may_name())
        return refuse(*refused);
    const auto path = parse_path(arguments, "TO:");
    if (!path)
        return refuse({501, "5.5.4", "use RCPT TO:<address>"});
    ServerReply why{501, "5.1.3", {}};
    auto to = address(path->address, why);
    if (!to)
        return refuse(why);
    ServerRecipient recipient{*std::move(to), {}};
    if (const auto refused = take_rcpt_parameters(path->parameters, recipient))
        return refuse(*refused);
    if (std::ranges::find(transaction.recipients, recipient.address, &ServerRecipient::address) !=
        transaction.recipients.end())
        return named_again();
    if (transaction.recipients.size() >= settings.max_recipients)
        return say({452, "4.5.3", "no more recipients in this message"});
    asked_recipient = recipient;
    asked = Asked::recipient;
    todo = server_step::CheckRecipient{std::move(recipient)};
}

void ServerSession::State::named_again() {
    if (++idle_commands <= settings.max_idle_commands)
        return say({250, "2.1.5", "named already"});
    say({421, "4.7.0", "too many commands without a message"});
    finish(false);
}

// A list with many stale addresses is no attack; to try as many as a message may have is.
void ServerSession::State::recipient_answered(const ServerReply& reply) {
    auto recipient = std::exchange(asked_recipient, std::nullopt);
    if (positive(reply) && recipient) {
        transaction.recipients.push_back(*std::move(recipient));
        return say(reply);
    }
    if (reply.code < permanent || ++refused_recipients <= settings.max_recipients)
        return say(reply);
    say({421, "4.7.0", "too many recipients were refused"});
    finish(false);
}

} // namespace posthaste::smtp
