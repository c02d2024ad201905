// SPDX-License-Identifier: MIT
#include "qualify_header.hpp"
#include "signature.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/address_list.hpp>
#include <posthaste/mail/date.hpp>
#include <posthaste/mail/mailbox_text.hpp>
#include <posthaste/mail/prepare.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::mail {

namespace {

constexpr std::array<std::string_view, 3> recipient_fields = {"To", "Cc", "Bcc"};
constexpr std::array<std::string_view, 3> resent_recipient_fields = {"Resent-To", "Resent-Cc", "Resent-Bcc"};
// Bcc is for nobody's eyes (RFC 5322 section 3.6.3); Return-Path is written by the last server (RFC 5321 section 4.4);
// Content-Length belongs to mailbox files and is wrong once line ends change.
constexpr std::array<std::string_view, 4> dropped_fields = {"Bcc", "Resent-Bcc", "Return-Path", "Content-Length"};

Status add_recipients(std::vector<Address>& recipients, const HeaderField& field) {
    auto mailboxes = parse_address_list(field.body());
    if (!mailboxes)
        return with_context(field.name, std::move(mailboxes).error());
    for (const auto& mailbox : *mailboxes)
        recipients.push_back(mailbox.address);
    return {};
}

std::string from_text(const HeaderPolicy& policy) {
    if (policy.from)
        return mailbox_list_text("From", {&*policy.from, 1});
    return policy.domain.empty() ? "MAILER-DAEMON" : fmt::format("MAILER-DAEMON@{}", policy.domain);
}

// Who wrote it is to get the answers, where it comes from another address. What cannot be read names nobody.
void keep_author(HeaderBlock& header, const Mailbox& from) {
    const auto fields = header.all("From");
    if (fields.empty() || header.has("Reply-To"))
        return;
    const auto authors = parse_address_list(fields.front()->body());
    if (!authors || std::ranges::all_of(*authors, [&](const auto& each) { return each.address == from.address; }))
        return;
    if (std::ranges::any_of(*authors, [](const auto& each) { return iequals(each.address.local(), "MAILER-DAEMON"); }))
        return; // who reads no answers, and would have notices go round in circles
    header.prepend("Reply-To", std::string(trim(fields.front()->body())));
}

} // namespace

Result<std::vector<Address>> read_recipients(const HeaderBlock& header) {
    const bool resent = std::ranges::any_of(resent_recipient_fields, [&header](auto name) { return header.has(name); });
    std::vector<Address> recipients;
    for (const auto name : resent ? resent_recipient_fields : recipient_fields)
        for (const auto* field : header.all(name))
            PH_TRY(add_recipients(recipients, *field));
    return recipients;
}

void prepare_header(HeaderBlock& header, const HeaderPolicy& policy, const Clock& clock, IdSource& ids) {
    for (const auto name : dropped_fields)
        header.remove(name);
    qualify_header(header, policy.bare_domain);
    if (policy.force_from && policy.from) {
        if (policy.reply_to_original)
            keep_author(header, *policy.from);
        header.remove("From");
    }
    if (!header.has("Message-ID"))
        header.prepend("Message-ID", make_message_id(policy.domain, ids));
    if (!header.has("From"))
        header.prepend("From", from_text(policy));
    if (!header.has("Date")) {
        const auto now = clock.now();
        header.prepend("Date", format_date(now, clock.utc_offset(now)));
    }
}

bool breaks_signature(const HeaderBlock& header, const HeaderPolicy& policy) {
    return policy.force_from && policy.from && header.has("From") && signature_field(header) != nullptr;
}

std::string make_message_id(std::string_view domain, IdSource& ids) {
    return fmt::format("<{}@{}>", ids.unique_id(), domain.empty() ? "localhost.invalid" : domain);
}

} // namespace posthaste::mail
