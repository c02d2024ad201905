// SPDX-License-Identifier: MIT
#include "frame.hpp"
#include "times.hpp"

#include <posthaste/spool/entry.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

using mail::Envelope;
using mail::MessageFacts;

constexpr std::size_t digest_octets = 32;

std::unexpected<Error> unfit(const Field& field) {
    return fail(ErrorKind::data, fmt::format("the field \"{}\" cannot be read", field.name));
}

enum class Often : std::uint8_t { maybe, once, many };

// A field that an entry has or may have: how it is read. All are written by write_entry().
struct Reader {
    std::string_view name;
    Status (*read)(Entry& entry, const Field& field);
    Often often = Often::maybe;
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
    PH_ASSIGN(entry.envelope.deliver_by, mail::parse_deliver_by(field.value));
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
    const auto at = read_time(field.value);
    if (!at)
        return unfit(field);
    entry.envelope.hold = std::chrono::floor<std::chrono::seconds>(*at);
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
    Reader{"accepted", read_accepted, Often::once},
    Reader{"not-before", read_not_before},
    Reader{"route", read_text<&Entry::route>},
    Reader{"setting", read_setting, Often::many},
    Reader{"domain", read_text<&Entry::domain>},
    Reader{"sender", read_sender},
    Reader{"recipient", read_recipient, Often::many},
    Reader{"notify", read_notify},
    Reader{"return", read_return},
    Reader{"envelope-id", read_envelope_text<&Envelope::envelope_id>},
    Reader{"declare-eight-bit", read_envelope_flag<&Envelope::declare_eight_bit>},
    Reader{"require-tls", read_envelope_flag<&Envelope::require_tls>},
    Reader{"deliver-by", read_deliver_by},
    Reader{"priority", read_priority},
    Reader{"hold-for", read_hold_for},
    Reader{"hold-until", read_hold_until},
    Reader{"size", read_count<&MessageFacts::size_bytes>, Often::once},
    Reader{"header", read_count<&MessageFacts::header_bytes>, Often::once},
    Reader{"longest-line", read_count<&MessageFacts::longest_line_bytes>, Often::once},
    Reader{"header-eight-bit", read_fact<&MessageFacts::header_eight_bit, true>},
    Reader{"header-not-utf8", read_fact<&MessageFacts::header_is_utf8, false>},
    Reader{"body-eight-bit", read_fact<&MessageFacts::body_eight_bit, true>},
    Reader{"body-not-utf8", read_fact<&MessageFacts::body_is_utf8, false>},
    Reader{"nul", read_fact<&MessageFacts::has_nul, true>},
    Reader{"bare-cr", read_fact<&MessageFacts::had_bare_cr, true>},
    Reader{"text-after-dot", read_fact<&MessageFacts::text_after_dot, true>},
    Reader{"harmless-ahead", read_fact<&MessageFacts::harmless_ahead, true>},
    Reader{"sha256", read_digest, Often::once},
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
        fields.add("hold-until", time_text(std::get<std::chrono::sys_seconds>(*envelope.hold)));
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

// Memory is asked for by these numbers later.
Status check_whole(const Entry& entry) {
    const auto& facts = entry.facts;
    if (entry.envelope.recipients.empty())
        return fail(ErrorKind::data, "the envelope has no recipients");
    if (facts.size_bytes == 0 || facts.header_bytes > facts.size_bytes || facts.longest_line_bytes > facts.size_bytes)
        return fail(ErrorKind::data, "what the envelope says of the message's size cannot be");
    return {};
}

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
    std::bitset<readers.size()> seen;
    FieldReader fields(payload);
    while (const auto field = fields.next()) {
        const auto* reader = std::ranges::find(readers, field->name, &Reader::name);
        if (reader == readers.end())
            return fail(ErrorKind::data, fmt::format("the field \"{}\" is not known to this version", field->name));
        const auto place = static_cast<std::size_t>(reader - readers.begin());
        if (seen[place] && reader->often != Often::many)
            return fail(ErrorKind::data, fmt::format("the field \"{}\" is there twice", field->name));
        seen[place] = true;
        if (auto taken = reader->read(entry, *field); !taken)
            return fail(ErrorKind::data, std::move(taken).error().message);
    }
    if (!fields.at_end())
        return fail(ErrorKind::data, "the envelope's fields are damaged");
    for (std::size_t i = 0; i < readers.size(); ++i)
        if (readers.at(i).often == Often::once && !seen[i])
            return fail(ErrorKind::data, fmt::format("the envelope lacks the field \"{}\"", readers.at(i).name));
    PH_TRY(check_whole(entry));
    return entry;
}

} // namespace posthaste::spool
