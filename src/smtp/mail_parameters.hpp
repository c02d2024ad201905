// SPDX-License-Identifier: MIT
// What a server's capabilities let us say about a message in MAIL and RCPT, and what cannot be sent to it at all.
#pragma once

#include "capabilities.hpp"

#include <posthaste/mail/envelope.hpp>
#include <posthaste/mail/facts.hpp>

#include <string>
#include <vector>

namespace posthaste::smtp {

struct MailParameters {
    std::vector<std::string> mail;     // "SIZE=120", "BODY=8BITMIME"
    std::vector<std::string> warnings; // for people
};

// Why this message cannot go to this server whoever it is for: ErrorKind::data (NUL, a line too long, 8-bit) or
// ErrorKind::refused (too large, a sender that needs SMTPUTF8, a service that was asked for and is not there).
[[nodiscard]] Status check_message(const mail::Envelope& envelope, const mail::MessageFacts& facts,
                                   const Capabilities& offered);
// Why a recipient cannot be sent to this server: ErrorKind::refused.
[[nodiscard]] Status check_recipient(const mail::Address& recipient, const Capabilities& offered);
// For a message that passed check_message().
[[nodiscard]] MailParameters mail_parameters(const mail::Envelope& envelope, const mail::MessageFacts& facts,
                                             const Capabilities& offered);
// NOTIFY= and ORCPT= when asked for and offered (RFC 3461 sections 4.1 and 4.2).
[[nodiscard]] std::vector<std::string> rcpt_parameters(const mail::Envelope& envelope, const mail::Address& recipient,
                                                       const Capabilities& offered);

} // namespace posthaste::smtp
