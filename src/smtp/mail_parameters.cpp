// SPDX-License-Identifier: MIT
#include "mail_parameters.hpp"

#include "services.hpp"

#include <posthaste/codec/xtext.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

constexpr std::size_t max_line_bytes = 998; // RFC 5321 section 4.5.3.1.6, without CRLF

bool header_goes_as_utf8(const mail::MessageFacts& facts, const Capabilities& offered) noexcept {
    return facts.header_eight_bit && facts.header_is_utf8 && offered.smtp_utf8;
}

// RFC 6531 section 3.4: for addresses that need it, and for a header that is UTF-8 (RFC 6532).
bool wants_smtp_utf8(const mail::Envelope& envelope, const mail::MessageFacts& facts, const Capabilities& offered) {
    if (!offered.smtp_utf8)
        return false;
    return header_goes_as_utf8(facts, offered) || (envelope.sender && !envelope.sender->is_ascii()) ||
           std::ranges::any_of(envelope.recipients, [](const auto& to) { return !to.is_ascii(); });
}

// RFC 6152 section 3: eight-bit content only where 8BITMIME is offered. A UTF-8 header may go by SMTPUTF8 alone.
bool eight_bit_fits(const mail::MessageFacts& facts, const Capabilities& offered) noexcept {
    if (offered.eight_bit_mime || (!facts.body_eight_bit && !facts.header_eight_bit))
        return true;
    return !facts.body_eight_bit && header_goes_as_utf8(facts, offered);
}

auto needs_utf8(std::string_view whose, const mail::Address& address) {
    return fail(ErrorKind::refused, fmt::format("the {} address {} is not ASCII and the server does not offer SMTPUTF8;"
                                                " use an ASCII address or another server",
                                                whose, address.text()));
}

bool asks_for_dsn(const mail::Envelope& envelope) noexcept {
    return !envelope.notify.empty() || !envelope.envelope_id.empty() || envelope.dsn_return != mail::DsnReturn::unset;
}

void add_dsn(const mail::Envelope& envelope, const Capabilities& offered, MailParameters& out) {
    if (!asks_for_dsn(envelope))
        return;
    if (!offered.dsn) {
        out.warnings.emplace_back("the server does not offer DSN; -N, -R and -V were left out");
        return;
    }
    if (envelope.dsn_return != mail::DsnReturn::unset)
        out.mail.emplace_back(envelope.dsn_return == mail::DsnReturn::full ? "RET=FULL" : "RET=HDRS");
    if (!envelope.envelope_id.empty())
        out.mail.push_back("ENVID=" + codec::xtext_encode(envelope.envelope_id));
}

void warn_of_header(const mail::MessageFacts& facts, const Capabilities& offered, MailParameters& out) {
    if (!facts.header_eight_bit || header_goes_as_utf8(facts, offered))
        return;
    if (!facts.header_is_utf8)
        out.warnings.emplace_back("the header holds 8-bit characters that are not UTF-8; it was sent as it is");
    else
        out.warnings.emplace_back(
            "the header holds UTF-8 and the server does not offer SMTPUTF8; it was sent as it is");
}

} // namespace

Status check_message(const mail::Envelope& envelope, const mail::MessageFacts& facts, const Capabilities& offered) {
    if (facts.has_nul)
        return fail(ErrorKind::data, "the message holds a NUL, which SMTP does not carry; attach it as a file instead");
    if (facts.longest_line_bytes > max_line_bytes)
        return fail(ErrorKind::data, fmt::format("a line of {} octets; SMTP carries {}; encode it (base64 or"
                                                 " quoted-printable)",
                                                 facts.longest_line_bytes, max_line_bytes));
    if (!eight_bit_fits(facts, offered))
        return fail(ErrorKind::data, fmt::format("the {} holds 8-bit characters and the server does not offer 8BITMIME;"
                                                 " encode it (base64, quoted-printable or RFC 2047)",
                                                 facts.body_eight_bit ? "body" : "header"));
    if (offered.max_bytes && facts.size_bytes > *offered.max_bytes)
        return fail(ErrorKind::refused, fmt::format("the message size is {} octets, too large for the server, which"
                                                    " takes {}",
                                                    facts.size_bytes, *offered.max_bytes));
    if (envelope.sender && !envelope.sender->is_ascii() && !offered.smtp_utf8)
        return needs_utf8("sender", *envelope.sender);
    return check_services(envelope, offered);
}

Status check_recipient(const mail::Address& recipient, const Capabilities& offered) {
    if (!recipient.is_ascii() && !offered.smtp_utf8)
        return needs_utf8("recipient", recipient);
    return {};
}

MailParameters mail_parameters(const mail::Envelope& envelope, const mail::MessageFacts& facts,
                               const Capabilities& offered) {
    MailParameters out;
    if (offered.size)
        out.mail.push_back(fmt::format("SIZE={}", facts.size_bytes)); // RFC 1870 section 5
    const bool eight_bit = facts.body_eight_bit || facts.header_eight_bit || envelope.declare_eight_bit;
    if (offered.eight_bit_mime && eight_bit)
        out.mail.emplace_back("BODY=8BITMIME");
    if (wants_smtp_utf8(envelope, facts, offered))
        out.mail.emplace_back("SMTPUTF8");
    warn_of_header(facts, offered, out);
    add_dsn(envelope, offered, out);
    add_services(envelope, offered, out);
    return out;
}

std::vector<std::string> rcpt_parameters(const mail::Envelope& envelope, const mail::Address& recipient,
                                         const Capabilities& offered) {
    std::vector<std::string> out;
    if (envelope.notify.empty() || !offered.dsn)
        return out;
    out.push_back("NOTIFY=" + envelope.notify);
    // RFC 3461 section 4.2: the type rfc822 is ASCII only. RFC 6533 section 3: a server that offers SMTPUTF8 takes the
    // type utf-8 as it is, and to no other such an address is said.
    if (recipient.is_ascii())
        out.push_back("ORCPT=rfc822;" + codec::xtext_encode(recipient.text()));
    else
        out.push_back("ORCPT=utf-8;" + codec::unitext_encode(recipient.text()));
    return out;
}

} // namespace posthaste::smtp
