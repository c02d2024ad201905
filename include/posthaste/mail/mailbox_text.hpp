// SPDX-License-Identifier: MIT
// Mailboxes as the body of an address field, written from their parts: nobody's spelling is edited (RFC 5322
// section 3.4).
#pragma once

#include <posthaste/mail/address.hpp>

#include <span>
#include <string>
#include <string_view>

namespace posthaste::mail {

// "name <local@domain>, ..." folded after commas and, where that is not enough, before '<' and between encoded-words.
// Names are taken literally: what looks like an encoded-word in one is encoded itself. Local parts in UTF-8 stay, which
// makes the message one for SMTPUTF8. An address that no line of 78 octets has room for makes its line longer.
[[nodiscard]] std::string mailbox_list_text(std::string_view field_name, std::span<const Mailbox> mailboxes);

} // namespace posthaste::mail
