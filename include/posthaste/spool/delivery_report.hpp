// SPDX-License-Identifier: MIT
// The message that tells a sender that his own was not delivered, or takes long: a multipart/report of RFC 3464 in the
// rules of RFC 3461 section 6, with the server's own words. Whether anybody is to be told, and of whom (NOTIFY, what
// has been told already), is for the caller; so is queueing it.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/mail/address.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::spool {

enum class ReportKind : std::uint8_t {
    failed,  // it is not tried again
    delayed, // it is
};

struct ReportedRecipient {
    mail::Address recipient;
    std::string status; // "5.1.1"; what is no such code becomes 5.0.0, or 4.0.0 in a delayed report
    std::string words;  // of the server or ours: raw, maybe in several lines; may be empty
    std::string remote; // "smtp.example.org:587", what else delivery::RecipientOutcome has there, or empty
    std::chrono::system_clock::time_point last_try; // 1970: not known
    bool server_spoke = false;                      // words are a reply
};

struct DeliveryReport {
    ReportKind kind;
    // Its content is read by pread and may be the beginning of a longer file. envelope.sender is who is told: not null
    // (RFC 5321 section 6.1), asserted.
    const mail::PreparedMessage& original;
    std::chrono::system_clock::time_point arrived, now;
    std::optional<std::chrono::system_clock::time_point> given_up_at; // of a delayed report: until when it is tried
    std::vector<ReportedRecipient> recipients;                        // one at least, asserted
    std::size_t delivered = 0;  // how many others have the message, as far as that is known
    std::string reporting_host; // a domain; "localhost" stands for an empty one, or what is none
    std::string id;             // letters, digits and '-': with the same, the report is the same, octet by octet
    std::chrono::minutes utc_offset{};
};

// With the null sender, for the original's. It has the original's header, or with RET=FULL all of it when it failed,
// has up to 10 MiB and fits the wire as it is; what went by REQUIRETLS is never returned whole, and the report goes by
// it as well (RFC 8689 section 5). 8-bit only where the original is and is returned whole, or where its sender is not
// ASCII, so that the report needs SMTPUTF8 anyway (RFC 6533). directories: for open_unnamed_file(). Errors are those of
// reading and writing. Memory: the original's header, and a window.
[[nodiscard]] Result<mail::PreparedMessage> write_report(const DeliveryReport& report,
                                                         const std::vector<std::string>& directories);

} // namespace posthaste::spool
