// SPDX-License-Identifier: MIT
#include "compose_fields.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/address_list.hpp>
#include <posthaste/mail/date.hpp>
#include <posthaste/mime/fields.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

using mime::Field;

Status refuse_control(std::string_view option, std::string_view value) {
    if (!has_control(value))
        return {};
    return fail(ErrorKind::usage, fmt::format("{} \"{}\" holds a control character", option, value));
}

Result<std::vector<mail::Mailbox>> read_list(std::string_view option, const std::vector<std::string>& words) {
    std::vector<mail::Mailbox> mailboxes;
    for (const auto& word : words) {
        PH_TRY(refuse_control(option, word));
        auto some = mail::parse_address_list(word);
        if (!some) {
            some.error().kind = ErrorKind::usage;
            return with_context(option, std::move(some).error());
        }
        if (some->empty())
            return fail(ErrorKind::usage, fmt::format("{} \"{}\" names nobody", option, word));
        std::ranges::move(*some, std::back_inserter(mailboxes));
    }
    return mailboxes;
}

struct Priority {
    std::string_view name, number, importance;
};

// X-Priority is what most readers show, Importance (RFC 2156 section 5.3.6, RFC 4021) what the others do.
constexpr std::array priorities{Priority{"high", "1", "high"}, Priority{"normal", "3", "normal"},
                                Priority{"low", "5", "low"}};

Status add_priority(const std::string& name, std::vector<Field>& fields) {
    const auto* found = std::ranges::find(priorities, name, &Priority::name);
    if (found == priorities.end())
        return fail(ErrorKind::usage, fmt::format("--priority {}: must be high, normal or low", name));
    fields.push_back({"X-Priority", std::string(found->number)});
    fields.push_back({"Importance", std::string(found->importance)});
    return {};
}

// In the zone that was said. RFC 5322 section 3.3: not before 1900.
Status add_date(const std::string& text, std::vector<Field>& fields) {
    using namespace std::chrono;
    const auto zoned = mail::parse_zoned_time(text);
    if (!zoned)
        return fail(
            ErrorKind::usage,
            fmt::format("--date {}: must be a date and time with its zone, as 2026-12-24T18:00:00+01:00", text));
    if (zoned->at + zoned->utc_offset < sys_days(year(1900) / January / 1))
        return fail(ErrorKind::usage, fmt::format("--date {}: a message is of 1900 or later", text));
    fields.push_back({"Date", mail::format_date(zoned->at, zoned->utc_offset)});
    return {};
}

Status add_message_id(std::string_view id, std::vector<Field>& fields) {
    const auto at = id.find('@');
    const bool bracketed = id.size() > 4 && id.starts_with('<') && id.ends_with('>');
    const auto is_part = [](char c) {
        return !is_control(c) && std::string_view(" <>()[],;:\"\\").find(c) == std::string_view::npos;
    };
    const bool plain = bracketed && at != std::string_view::npos && at > 1 && at + 2 < id.size() &&
                       id.find('@', at + 1) == std::string_view::npos && is_ascii(id) &&
                       std::ranges::all_of(id.substr(1, id.size() - 2), is_part);
    if (!plain)
        return fail(ErrorKind::usage, fmt::format("--message-id {}: must be <unique@domain>", id));
    fields.push_back({"Message-ID", std::string(id)});
    return {};
}

// RFC 8058 section 3.1: the POST needs exactly one https URI to go to.
Status add_list_unsubscribe(const std::vector<std::string>& uris, std::vector<Field>& fields) {
    std::string list;
    std::size_t https = 0;
    for (const auto& uri : uris) {
        const bool known = istarts_with(uri, "https:") || istarts_with(uri, "http:") || istarts_with(uri, "mailto:");
        if (!known || has_control(uri) || uri.find_first_of("<> ,") != std::string::npos || !is_ascii(uri))
            return fail(ErrorKind::usage,
                        fmt::format("--list-unsubscribe {}: must be a URI, https: or mailto:, without spaces", uri));
        https += istarts_with(uri, "https:") ? 1 : 0;
        list += fmt::format("{}<{}>", list.empty() ? "" : ", ", uri);
    }
    if (https > 1)
        return fail(ErrorKind::usage, "--list-unsubscribe: only one of the URIs may be https:");
    PH_ASSIGN(auto field, mime::free_field("List-Unsubscribe: " + list));
    fields.push_back(std::move(field));
    if (https == 1)
        fields.push_back({"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"});
    return {};
}

Status add_subject(const SendOptions& options, const std::optional<Answered>& answered, std::vector<Field>& fields) {
    if (options.subject) {
        PH_TRY(mime::check_text("--subject", *options.subject));
        fields.push_back(mime::text_field("Subject", *options.subject));
    } else if (answered && !answered->subject.empty()) {
        fields.push_back({"Subject", answered->subject});
    }
    return {};
}

Status add_free_fields(const SendOptions& options, std::vector<Field>& fields) {
    for (const auto& line : options.headers) {
        PH_ASSIGN(auto field, mime::free_field(line));
        fields.push_back(std::move(field));
    }
    return mime::check_field_set(fields);
}

} // namespace

Result<AddressFields> read_address_fields(const SendOptions& options, const std::optional<Answered>& answered) {
    AddressFields addresses;
    PH_ASSIGN(addresses.to, read_list("--to", options.to));
    PH_ASSIGN(addresses.cc, read_list("--cc", options.cc));
    PH_ASSIGN(addresses.bcc, read_list("--bcc", options.bcc));
    PH_ASSIGN(addresses.reply_to, read_list("--reply-to", options.reply_to));
    if (answered && addresses.to.empty())
        addresses.to = answered->authors;
    return addresses;
}

Result<std::vector<Field>> make_fields(const SendOptions& options, const std::optional<Answered>& answered) {
    std::vector<Field> fields;
    if (options.date)
        PH_TRY(add_date(*options.date, fields));
    if (options.message_id)
        PH_TRY(add_message_id(*options.message_id, fields));
    PH_TRY(add_subject(options, answered, fields));
    if (answered)
        fields.insert(fields.end(), answered->thread.begin(), answered->thread.end());
    if (!options.list_unsubscribe.empty())
        PH_TRY(add_list_unsubscribe(options.list_unsubscribe, fields));
    if (options.automatic) // RFC 3834 section 5
        fields.push_back({"Auto-Submitted", "auto-generated"});
    if (options.priority)
        PH_TRY(add_priority(*options.priority, fields));
    PH_TRY(add_free_fields(options, fields));
    return fields;
}

std::vector<Field> address_fields(const AddressFields& addresses) {
    std::vector<Field> fields;
    if (!addresses.to.empty())
        fields.push_back(mime::address_field("To", addresses.to));
    else if (addresses.cc.empty())
        fields.push_back({"To", "undisclosed-recipients:;"});
    if (!addresses.cc.empty())
        fields.push_back(mime::address_field("Cc", addresses.cc));
    if (!addresses.reply_to.empty())
        fields.push_back(mime::address_field("Reply-To", addresses.reply_to));
    return fields;
}

} // namespace posthaste::app
