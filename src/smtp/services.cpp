// SPDX-License-Identifier: MIT
#include "services.hpp"

#include <posthaste/mail/date.hpp>

#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

// RFC 8689 section 4.2.1: under TLS, and offered under TLS; else the message must not be sent. What a server says of it
// in plain text counts for nothing (section 2). The codes are those that a server would give. A report of a message's
// failure is not to be lost for it (section 5).
Status check_require_tls(const mail::Envelope& envelope, const Capabilities& offered) {
    if (!envelope.require_tls || !envelope.sender)
        return {};
    if (!offered.encrypted)
        return fail(ErrorKind::refused,
                    "5.7.10 encryption needed: --require-tls was asked for and the connection has no"
                    " TLS; use smtps:// or STARTTLS (tls = \"starttls\")");
    if (!offered.require_tls)
        return fail(ErrorKind::refused, "5.7.30 REQUIRETLS support required: the server does not offer REQUIRETLS; use"
                                        " a server that does, or leave out --require-tls");
    return {};
}

// RFC 2852: with mode R the message must not go to a server that does not know of it, since nobody would
// return the message in time. With N it may.
Status check_deliver_by(const mail::Envelope& envelope, const Capabilities& offered) {
    const auto& asked = envelope.deliver_by;
    if (!asked || !asked->returns)
        return {};
    if (!offered.deliver_by)
        return fail(ErrorKind::refused, "the server does not offer DELIVERBY and would not return the message in time; "
                                        "ask for notification only (--deliver-by with ;N), or leave out --deliver-by");
    const auto seconds = static_cast<std::uint64_t>(asked->within.count()); // over zero with mode R
    if (offered.min_by_seconds && seconds < *offered.min_by_seconds)
        return fail(ErrorKind::refused,
                    fmt::format("--deliver-by asks for {} seconds, and the server takes no less than"
                                " {}; ask for that, or for notification only (;N)",
                                seconds, *offered.min_by_seconds));
    return {};
}

void add_deliver_by(const mail::Envelope& envelope, const Capabilities& offered, MailParameters& out) {
    const auto& asked = envelope.deliver_by;
    if (!asked)
        return;
    if (!offered.deliver_by)
        out.warnings.emplace_back("the server does not offer DELIVERBY; --deliver-by was left out");
    else
        out.mail.push_back(
            fmt::format("BY={};{}{}", asked->within.count(), asked->returns ? 'R' : 'N', asked->traced ? "T" : ""));
}

// A wish about the order of work: without it the message is as good.
void add_priority(const mail::Envelope& envelope, const Capabilities& offered, MailParameters& out) {
    if (!envelope.priority)
        return;
    if (!offered.mt_priority)
        out.warnings.emplace_back("the server does not offer MT-PRIORITY; --mt-priority was left out");
    else
        out.mail.push_back(fmt::format("MT-PRIORITY={}", *envelope.priority));
}

Status check_hold_for(std::chrono::seconds asked, const Capabilities& offered) {
    if (!offered.max_hold_seconds || static_cast<std::uint64_t>(asked.count()) <= *offered.max_hold_seconds)
        return {};
    return fail(ErrorKind::refused,
                fmt::format("--hold-for asks for {} seconds, and the server holds a message for {} at"
                            " most",
                            asked.count(), *offered.max_hold_seconds));
}

Status check_hold_until(std::chrono::sys_seconds asked, const Capabilities& offered) {
    if (!offered.max_hold_until || asked <= *offered.max_hold_until)
        return {};
    return fail(ErrorKind::refused,
                fmt::format("--hold-until asks for {}, and the server holds a message until {} at the latest",
                            mail::format_date_time(asked), mail::format_date_time(*offered.max_hold_until)));
}

// RFC 4865: a server that does not know of it would send the message on at once, which cannot be taken back. Each
// limit is for its own form: there is no clock here.
Status check_hold(const mail::Envelope& envelope, const Capabilities& offered) {
    if (!envelope.hold)
        return {};
    if (!offered.future_release)
        return fail(ErrorKind::refused, "the server does not offer FUTURERELEASE and would send the message at once; "
                                        "use another server, or send it later without --hold-for and --hold-until");
    const auto* seconds = std::get_if<std::chrono::seconds>(&*envelope.hold);
    return seconds != nullptr ? check_hold_for(*seconds, offered)
                              : check_hold_until(std::get<std::chrono::sys_seconds>(*envelope.hold), offered);
}

void add_hold(const mail::Envelope& envelope, MailParameters& out) {
    if (!envelope.hold)
        return;
    if (const auto* seconds = std::get_if<std::chrono::seconds>(&*envelope.hold))
        out.mail.push_back(fmt::format("HOLDFOR={}", seconds->count()));
    else
        out.mail.push_back("HOLDUNTIL=" + mail::format_date_time(std::get<std::chrono::sys_seconds>(*envelope.hold)));
}

} // namespace

Status check_services(const mail::Envelope& envelope, const Capabilities& offered) {
    PH_TRY(check_require_tls(envelope, offered));
    PH_TRY(check_deliver_by(envelope, offered));
    return check_hold(envelope, offered);
}

void add_services(const mail::Envelope& envelope, const Capabilities& offered, MailParameters& out) {
    if (envelope.require_tls && (envelope.sender || (offered.encrypted && offered.require_tls)))
        out.mail.emplace_back("REQUIRETLS");
    add_deliver_by(envelope, offered, out);
    add_priority(envelope, offered, out);
    add_hold(envelope, out);
}

} // namespace posthaste::smtp
