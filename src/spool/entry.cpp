// SPDX-License-Identifier: MIT
#include "frame.hpp"

#include <posthaste/spool/entry.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

using mail::Envelope;
using mail::MessageFacts;

constexpr std::size_t digest_octets = 32;

std::unexpected<Error> unfit(const Field& field) {
    return fail(ErrorKind::data, fmt::format("the field \"{}\" cannot be read", field.name));
}

// A field that an entry may have, once or more often: how it is read. All are written by write_entry().
struct Reader {
    std::string_view name;
    Status (*read)(Entry& entry, const Field& field);
};

template <std::string Entry::* member> Status read_text(Entry& entry, const Field& field) {
    entry.*member = field.value;
    return {};
}

template <std::string Envelope::* member> Status read_envelope_text(Entry& entry, const Field& field) {
    entry.envelope.*member = field.value;
    return {};
}

template <bool Envelope::* member> Status read_envelope_flag(Entry& entry, const Field& /*field*/) {
    entry.envelope.*member = true;
    return {};
}

template <bool MessageFacts::* member, bool value> Status read_fact(Entry& entry, const Field& /*field*/) {
    entry.facts.*member = value;
    return {};
}

template <auto member> Status read_count(Entry& entry, const Field& field) {
    const auto number = read_number(field.value);
    if (!number)
        return unfit(field);
    entry.facts.*member = *number;
    return {};
}

template <typename Number> std::optional<Number> signed_number(std::string_view text) {
    Number number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

std::optional<Time> read_time(std::string_view text) {
    const auto number = signed_number<std::int64_t>(text);
    return number ? std::optional{Time{std::chrono::microseconds{*number}}} : std::nullopt;
}

Status read_accepted(Entry& entry, const Field& field) {
    const auto at = read_time(field.value);
    if (!at)
        return unfit(field);
    entry.accepted = *at;
    return {};
}

Status read_not_before(Entry& entry, const Field& field) {
    entry.not_before = read_time(field.value);
    return entry.not_before ? Status{} : unfit(field);
}

Status read_setting(Entry& entry, const Field& field) {
    const auto equals = field.value.find('=');
    if (equals == std::string_view::npos)
        return unfit(field);
    entry.settings.push_back({std::string(field.value.substr(0, equals)), std::string(field.value.substr(equals + 1))});
    return {};
}

Status read_sender(Entry& entry, const Field& field) {
    PH_ASSIGN(entry.envelope.sender, mail::Address::parse(field.value));
    return {};
}

Status read_recipient(Entry& entry, const Field& field) {
    PH_ASSIGN(auto recipient, mail::Address::parse(field.value));
    entry.envelope.recipients.push_back(std::move(recipient));
    return {};
}

Status read_notify(Entry& entry, const Field& field) {
    PH_ASSIGN(entry.envelope.notify, mail::parse_notify(field.value));
    return {};
}

Status read_return(Entry& entry, const Field& field) {
    PH_ASSIGN(entry.envelope.dsn_return, mail::parse_return(field.value));
    return {};
}

Status read_deliver_by(Entry& entry, const Field& field) {
    const auto semicolon = std::min(field.value.find(';'), field.value.size());
    const auto within = signed_number<std::int64_t>(field.value.substr(0, semicolon));
    const auto mode = field.value.substr(semicolon);
    if (!within || !(mode.starts_with(";R") || mode.starts_with(";N")))
        return unfit(field);
    entry.envelope.deliver_by = {std::chrono::seconds{*within}, mode[1] == 'R', mode.ends_with('T')};
    return {};
}

Status read_priority(Entry& entry, const Field& field) {
    PH_ASSIGN(entry.envelope.priority, mail::parse_priority(field.value));
    return {};
}

Status read_hold_for(Entry& entry, const Field& field) {
    PH_ASSIGN(entry.envelope.hold, mail::parse_hold_for(field.value));
    return {};
}

Status read_hold_until(Entry& entry, const Field& field) {
    const auto at = signed_number<std::int64_t>(field.value);
    if (!at)
        return unfit(field);
    entry.envelope.hold = std::chrono::sys_seconds{std::chrono::seconds{*at}};
    return {};
}

Status read_digest(Entry& entry, const Field& field) {
    entry.content_sha256 = field.value;
    return field.value.size() == digest_octets ? Status{} : unfit(field);
}

Status read_report(Entry& entry, const Field& /*field*/) {
    entry.is_report = true;
    return {};
}

constexpr std::array readers{
    Reader{"accepted", read_accepted},
    Reader{"not-before", read_not_before},
    Reader{"route", read_text<&Entry::route>},
    Reader{"setting", read_setting},
    Reader{"domain", read_text<&Entry::domain>},
    Reader{"sender", read_sender},
    Reader{"recipient", read_recipient},
    Reader{"notify", read_notify},
    Reader{"return", read_return},
    Reader{"envelope-id", read_envelope_text<&Envelope::envelope_id>},
    Reader{"declare-eight-bit", read_envelope_flag<&Envelope::declare_eight_bit>},
    Reader{"require-tls", read_envelope_flag<&Envelope::require_tls>},
    Reader{"deliver-by", read_deliver_by},
    Reader{"priority", read_priority},
    Reader{"hold-for", read_hold_for},
    Reader{"hold-until", read_hold_until},
    Reader{"size", read_count<&MessageFacts::size_bytes>},
    Reader{"header", read_count<&MessageFacts::header_bytes>},
    Reader{"longest-line", read_count<&MessageFacts::longest_line_bytes>},
    Reader{"header-eight-bit", read_fact<&MessageFacts::header_eight_bit, true>},
    Reader{"header-not-utf8", read_fact<&MessageFacts::header_is_utf8, false>},
    Reader{"body-eight-bit", read_fact<&MessageFacts::body_eight_bit, true>},
    Reader{"body-not-utf8", read_fact<&MessageFacts::body_is_utf8, false>},
    Reader{"nul", read_fact<&MessageFacts::has_nul, true>},
    Reader{"bare-cr", read_fact<&MessageFacts::had_bare_cr, true>},
    Reader{"text-after-dot", read_fact<&MessageFacts::text_after_dot, true>},
    Reader{"harmless-ahead", read_fact<&MessageFacts::harmless_ahead, true>},
    Reader{"sha256", read_digest},
    Reader{"report", read_report},
};

void add_flag(FieldWriter& fields, std::string_view name, bool set) {
    if (set)
        fields.add(name, std::string_view{});
}

void add_text(FieldWriter& fields, std::string_view name, std::string_view text) {
    if (!text.empty())
        fields.add(name, text);
}

void add_requests(FieldWriter& fields, const Envelope& envelope) {
    add_text(fields, "notify", envelope.notify);
    if (envelope.dsn_return != mail::DsnReturn::unset)
        fields.add("return", envelope.dsn_return == mail::DsnReturn::full ? "full" : "hdrs");
    add_text(fields, "envelope-id", envelope.envelope_id);
    add_flag(fields, "declare-eight-bit", envelope.declare_eight_bit);
    add_flag(fields, "require-tls", envelope.require_tls);
    if (const auto& by = envelope.deliver_by)
        fields.add("deliver-by",
                   fmt::format("{};{}{}", by->within.count(), by->returns ? 'R' : 'N', by->traced ? "T" : ""));
    if (envelope.priority)
        fields.add("priority", fmt::format("{}", *envelope.priority));
    if (!envelope.hold)
        return;
    if (const auto* span = std::get_if<std::chrono::seconds>(&*envelope.hold))
        fields.add("hold-for", fmt::format("{}", span->count()));
    else
        fields.add("hold-until",
                   fmt::format("{}", std::get<std::chrono::sys_seconds>(*envelope.hold).time_since_epoch().count()));
}

void add_facts(FieldWriter& fields, const MessageFacts& facts) {
    fields.add("size", facts.size_bytes);
    fields.add("header", facts.header_bytes);
    fields.add("longest-line", facts.longest_line_bytes);
    add_flag(fields, "header-eight-bit", facts.header_eight_bit);
    add_flag(fields, "header-not-utf8", !facts.header_is_utf8);
    add_flag(fields, "body-eight-bit", facts.body_eight_bit);
    add_flag(fields, "body-not-utf8", !facts.body_is_utf8);
    add_flag(fields, "nul", facts.has_nul);
    add_flag(fields, "bare-cr", facts.had_bare_cr);
    add_flag(fields, "text-after-dot", facts.text_after_dot);
    add_flag(fields, "harmless-ahead", facts.harmless_ahead);
}

std::string time_text(Time at) { return fmt::format("{}", at.time_since_epoch().count()); }

} // namespace

std::string write_entry(const Entry& entry) {
    FieldWriter fields;
    fields.add("accepted", time_text(entry.accepted));
    if (entry.not_before)
        fields.add("not-before", time_text(*entry.not_before));
    add_text(fields, "route", entry.route);
    for (const auto& setting : entry.settings)
        fields.add("setting", fmt::format("{}={}", setting.name, setting.value));
    add_text(fields, "domain", entry.domain);
    if (entry.envelope.sender)
        fields.add("sender", entry.envelope.sender->text());
    for (const auto& recipient : entry.envelope.recipients)
        fields.add("recipient", recipient.text());
    add_requests(fields, entry.envelope);
    add_facts(fields, entry.facts);
    fields.add("sha256", entry.content_sha256);
    add_flag(fields, "report", entry.is_report);
    return fields.text();
}

Result<Entry> read_entry(std::string_view payload) {
    Entry entry;
    FieldReader fields(payload);
    while (const auto field = fields.next()) {
        const auto* reader = std::ranges::find(readers, field->name, &Reader::name);
        if (reader == readers.end())
            return fail(ErrorKind::data, fmt::format("the field \"{}\" is not known to this version", field->name));
        PH_TRY(reader->read(entry, *field));
    }
    if (!fields.at_end())
        return fail(ErrorKind::data, "the envelope's fields are damaged");
    if (entry.envelope.recipients.empty() || entry.content_sha256.empty() || entry.facts.size_bytes == 0)
        return fail(ErrorKind::data, "the envelope lacks recipients, size or digest");
    return entry;
}

} // namespace posthaste::spool
