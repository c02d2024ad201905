// SPDX-License-Identifier: MIT
#include "field_writers.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mime/fields.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>

namespace posthaste::mime {

namespace {

struct OwnedField {
    std::string_view name, instead;
};

constexpr auto owned_fields = std::to_array<OwnedField>({
    {"Subject", "use --subject"},
    {"From", "use --from"},
    {"To", "use --to"},
    {"Cc", "use --cc"},
    {"Bcc", "use --bcc"},
    {"Resent-Bcc", "use --bcc"},
    {"Reply-To", "use --reply-to"},
    {"Date", "use --date"},
    {"Message-ID", "use --message-id"},
    {"DKIM-Signature", "use --dkim"},
    {"MIME-Version", "the composer writes it"},
    {"HP-Outer", "--hide-subject writes it"}, // RFC 9788
    {"Content-Type", "the composer writes it; --attach-type is for the type of an attachment"},
    // Written by servers alone: RFC 5321 section 4.4, RFC 5322 section 3.6.7.
    {"Return-Path", "the server that delivers writes it"},
    {"Received", "the servers on the way write it"},
});

struct StructuredField {
    std::string_view name;
    FieldWriter write;
};

constexpr auto structured_fields = std::to_array<StructuredField>({
    {"Sender", write_mailbox},
    {"Resent-Sender", write_mailbox},
    {"Resent-From", write_mailboxes},
    {"Resent-To", write_mailboxes},
    {"Resent-Cc", write_mailboxes},
    {"Resent-Reply-To", write_mailboxes},
    {"Disposition-Notification-To", write_mailboxes}, // RFC 8098 section 2.1
    {"Errors-To", write_mailboxes},
    {"Return-Receipt-To", write_mailboxes},
    {"Mail-Followup-To", write_mailboxes},
    {"Mail-Reply-To", write_mailboxes},
    {"Followup-To", write_tokens}, // newsgroups
    {"Newsgroups", write_tokens},
    {"In-Reply-To", write_msg_ids},
    {"References", write_msg_ids},
    {"Resent-Message-ID", write_msg_id},
    {"Original-Message-ID", write_msg_id},
    {"Supersedes", write_msg_ids},
    {"Obsoletes", write_msg_ids},
    {"List-Help", write_uris},
    {"List-Unsubscribe", write_uris},
    {"List-Subscribe", write_uris},
    {"List-Post", write_list_post},
    {"List-Owner", write_uris},
    {"List-Archive", write_uris},
    {"Archived-At", write_uris}, // RFC 5064 section 2
    {"List-Id", write_list_id},
    {"List-Unsubscribe-Post", write_one_click},
    {"Keywords", write_phrases},
    {"Auto-Submitted", write_tokens},
    {"X-Auto-Response-Suppress", write_tokens},
    {"Precedence", write_tokens},
    {"Priority", write_tokens},
    {"Importance", write_tokens},
    {"Sensitivity", write_tokens},
    {"X-Priority", write_tokens},
    {"X-MSMail-Priority", write_tokens},
    {"Disposition-Notification-Options", write_tokens},
    {"Resent-Date", write_tokens},
    {"Expires", write_tokens},
    {"Reply-By", write_tokens},
    {"TLS-Required", write_tokens}, // RFC 8689 section 5
    {"Require-Recipient-Valid-Since", write_tokens},
    {"Autocrypt", write_tokens},
    {"OpenPGP", write_tokens},
    {"Face", write_tokens},
    {"X-Face", write_tokens},
});

// RFC 5322 section 3.6 and RFC 2369 section 3; the rest say one thing of the message, so
// that a reader would believe either.
constexpr auto single_fields = std::to_array<std::string_view>({
    "Date",
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
    "MIME-Version",
    "List-Help",
    "List-Subscribe",
    "List-Unsubscribe",
    "List-Post",
    "List-Owner",
    "List-Archive",
    "List-Id",
    "Auto-Submitted",
    "List-Unsubscribe-Post",
    "Precedence",
    "Priority",
    "Importance",
    "X-Priority",
    "Sensitivity",
    "Disposition-Notification-To",
    "Mail-Followup-To",
});

auto refused(std::string_view name, std::string_view why) {
    return fail(ErrorKind::usage, fmt::format("--header {}: {}", name, why));
}

// RFC 5322 section 3.6.8; the length is so that a line has room for something else.
bool is_field_name(std::string_view name) noexcept {
    constexpr std::size_t max_bytes = 76;
    return !name.empty() && name.size() <= max_bytes &&
           std::ranges::all_of(name, [](char c) { return c >= '!' && c <= '~' && c != ':'; });
}

Status check_not_owned(std::string_view name) {
    for (const auto& field : owned_fields)
        if (iequals(field.name, name))
            return refused(name, field.instead);
    if (istarts_with(name, "Content-"))
        return refused(name, "the composer writes it");
    return {};
}

Result<std::string> body_of(std::string_view name, std::string_view value) {
    for (const auto& field : structured_fields)
        if (iequals(field.name, name))
            return field.write(name, value);
    // A value of URIs is for programs whatever the field is called: encoded, its links would be lost.
    auto uris = write_uris(name, value);
    return uris && !value.contains("=?") ? uris : write_text(name, value);
}

// What folding could not bring about (RFC 5322 section 2.1.1).
Status check_lines(const Field& field) {
    constexpr std::size_t max_bytes = 998;
    const std::string text = fmt::format("{}: {}", field.name, field.body);
    for (auto line : split(text, '\n')) {
        line.remove_suffix(line.ends_with('\r') ? 1 : 0);
        if (line.size() > max_bytes)
            return refused(field.name,
                           fmt::format("a line of {} octets cannot be folded; {} is the most", line.size(), max_bytes));
    }
    return {};
}

bool has_https(std::string_view body) { return lower(body).contains("<https:"); }

} // namespace

Result<Field> free_field(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
        return fail(ErrorKind::usage,
                    fmt::format("--header \"{}\" has no colon: write 'Name: value'", line.substr(0, 60)));
    const auto name = line.substr(0, colon);
    if (!is_field_name(name))
        return fail(ErrorKind::usage, fmt::format("--header: \"{}\" is no name of a field: letters, digits and '-', "
                                                  "right before the colon, at most 76",
                                                  name.substr(0, 80)));
    PH_TRY(check_not_owned(name));
    PH_TRY(check_text(fmt::format("--header {}", name), line.substr(colon + 1)));
    const auto value = trim(line.substr(colon + 1));
    if (value.empty())
        return refused(name, "it has no value");
    auto body = body_of(name, value);
    if (!body)
        return with_context(fmt::format("--header {}", name), std::move(body).error());
    Field field{std::string(name), *std::move(body)};
    PH_TRY(check_lines(field));
    return field;
}

Status check_field_set(const std::vector<Field>& fields) {
    const auto of = [&fields](std::string_view name) {
        return std::ranges::find_if(fields, [name](const auto& field) { return iequals(field.name, name); });
    };
    for (const auto name : single_fields)
        if (std::ranges::count_if(fields, [name](const auto& field) { return iequals(field.name, name); }) > 1)
            return fail(ErrorKind::usage, fmt::format("{} is given more than once; a message has one at most", name));
    const auto uris = of("List-Unsubscribe");
    if (of("List-Unsubscribe-Post") != fields.end() && (uris == fields.end() || !has_https(uris->body)))
        return fail(ErrorKind::usage, "List-Unsubscribe-Post needs a List-Unsubscribe with an <https://...>");
    return {};
}

} // namespace posthaste::mime
