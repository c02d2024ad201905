// SPDX-License-Identifier: MIT
// Who a ready message is for by its header, and what is done to that header. Nothing else of the message changes.
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/mail/address.hpp>
#include <posthaste/mail/header_block.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::mail {

// -t: the recipients of To, Cc and Bcc, or, when any Resent-To, -Cc or -Bcc is there, of all Resent blocks and not of
// To, Cc, Bcc (RFC 5322 3.6.6); bare names stay so. ErrorKind::data with the field that cannot be parsed.
[[nodiscard]] Result<std::vector<Address>> read_recipients(const HeaderBlock& header);

struct HeaderPolicy {
    std::string domain;             // stands in the Message-ID; may be empty
    std::optional<Mailbox> from;    // for a missing From; none: MAILER-DAEMON at domain
    bool force_from = false;        // replace From by `from`
    bool reply_to_original = false; // with force_from: the From that is replaced becomes Reply-To, where there is none
                                    // and it is not MAILER-DAEMON's
    std::string bare_domain = {};   // of bare names in fields of addresses; empty: they stay bare
};

// Drops Bcc and Resent-Bcc (all, always), Return-Path and Content-Length; adds Date, Message-ID and From where missing,
// in front. Bare names get their domain, and nothing else in their fields is changed, unless the header is signed.
void prepare_header(HeaderBlock& header, const HeaderPolicy& policy, const Clock& clock, IdSource& ids);

// Whether that takes away a From that is signed: who checks the signature then finds it broken.
[[nodiscard]] bool breaks_signature(const HeaderBlock& header, const HeaderPolicy& policy);

// "<26 random characters@domain>"; "localhost.invalid" stands in for an empty domain (RFC 5322 3.6.4).
[[nodiscard]] std::string make_message_id(std::string_view domain, IdSource& ids);

} // namespace posthaste::mail
