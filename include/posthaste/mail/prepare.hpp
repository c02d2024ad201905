// SPDX-License-Identifier: MIT
// What is done to the header of a ready message, and who it is for. Nothing else of it changes.
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/mail/address.hpp>
#include <posthaste/mail/header_block.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::mail {

struct HeaderPolicy {
    bool read_recipients = false; // -t
    std::string domain;           // qualifies bare names in recipients and stands in the Message-ID; may be empty
    std::optional<Mailbox> from;  // for a missing From; none: MAILER-DAEMON at domain
    bool force_from = false;      // replace From by `from`
};

// Drops Bcc and Resent-Bcc (all, always), Return-Path and Content-Length; adds Date, Message-ID and From where missing,
// in front. With read_recipients gives the recipients of To, Cc, Bcc, or, when any Resent-To, -Cc or -Bcc is there, of
// all Resent blocks and not of To, Cc, Bcc (RFC 5322 3.6.6). ErrorKind::data when an address field cannot be parsed.
[[nodiscard]] Result<std::vector<Address>> prepare_header(HeaderBlock& header, const HeaderPolicy& policy,
                                                          const Clock& clock, IdSource& ids);

// "<26 random characters@domain>"; "localhost.invalid" stands in for an empty domain (RFC 5322 3.6.4).
[[nodiscard]] std::string make_message_id(std::string_view domain, IdSource& ids);

} // namespace posthaste::mail
