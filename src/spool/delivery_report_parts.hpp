// SPDX-License-Identifier: MIT
// The pieces that a delivery report is put together from.
#pragma once

#include <posthaste/mail/header_block.hpp>
#include <posthaste/mime/part.hpp>
#include <posthaste/spool/delivery_report.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::spool {

// What the report has of the original.
struct Returned {
    mail::HeaderBlock header; // all of it; empty when it is none
    std::string header_text;  // what is returned of it, when not all of the message is
    bool shortened = false;   // fields were left out of that
    bool whole = false;
    std::string_view why_not_whole; // for people, though the sender asked for it
};
[[nodiscard]] Result<Returned> look_at_original(const DeliveryReport& report);
// None where there is no header to return (RFC 6522 section 3: it is optional).
[[nodiscard]] Result<std::optional<mime::Part>> original_part(const DeliveryReport& report, const Returned& returned);

// For people. host: what speaks.
[[nodiscard]] mime::Part explanation_part(const DeliveryReport& report, const Returned& returned,
                                          std::string_view host);
// For programs: message/delivery-status, or its form of RFC 6533 where 8-bit addresses pass.
[[nodiscard]] mime::Part status_part(const DeliveryReport& report, std::string_view host);

[[nodiscard]] mime::Field subject_field(ReportKind kind, const mail::HeaderBlock& original);
// In-Reply-To and References, so that the report is shown beside what it is about; none where there is no good id.
[[nodiscard]] std::vector<mime::Field> thread_fields(const mail::HeaderBlock& original);

// In CRLF lines; 7bit, or quoted-printable where that is not possible.
[[nodiscard]] mime::Part encoded_text(std::string_view type, std::string_view text);
// Its lines without their ends and without white space around them; those that are empty are not there.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view words);
// The report goes by SMTPUTF8, whatever is in it: who it is for is not ASCII.
[[nodiscard]] bool needs_smtp_utf8(const DeliveryReport& report) noexcept;

} // namespace posthaste::spool
