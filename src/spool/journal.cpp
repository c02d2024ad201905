// SPDX-License-Identifier: MIT
#include "frame.hpp"
#include "times.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/spool/journal.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posthaste::spool {

namespace {

struct KindName {
    EventKind kind;
    std::string_view name;
};

constexpr std::array kind_names{
    KindName{EventKind::tried, "tried"},       KindName{EventKind::delivered, "delivered"},
    KindName{EventKind::deferred, "deferred"}, KindName{EventKind::failed, "failed"},
    KindName{EventKind::next, "next"},         KindName{EventKind::scheduled, "scheduled"},
    KindName{EventKind::held, "held"},         KindName{EventKind::released, "released"},
    KindName{EventKind::told, "told"},         KindName{EventKind::delayed, "delayed"},
    KindName{EventKind::reopened, "reopened"},
};
static_assert(kind_names.size() == static_cast<std::size_t>(EventKind::reopened) + 1, "each kind has a name");

// An event as it is written.
struct Record {
    Event event{};
    std::uint64_t synced_bytes = 0;
    bool has_kind = false;
};

std::string payload_of(const Event& event, std::uint64_t synced_bytes) {
    FieldWriter fields;
    fields.add("event", std::ranges::find(kind_names, event.kind, &KindName::kind)->name);
    fields.add("at", time_text(event.at));
    fields.add("synced", synced_bytes);
    if (!event.recipients.empty())
        fields.add("recipients", fmt::format("{}", fmt::join(event.recipients, " ")));
    for (const auto& [name, value] :
         {std::pair{"words", &event.words}, {"status", &event.status}, {"remote", &event.remote}}) {
        if (!value->empty())
            fields.add(name, *value);
    }
    if (event.server_spoke)
        fields.add("server-spoke", std::string_view{});
    return fields.text();
}

bool read_kind(Record& record, std::string_view value) {
    const auto* found = std::ranges::find(kind_names, value, &KindName::name);
    if (found == kind_names.end())
        return false;
    record.event.kind = found->kind;
    record.has_kind = true;
    return true;
}

bool read_at(Record& record, std::string_view value) {
    const auto at = read_time(value);
    record.event.at = at.value_or(Time{});
    return at.has_value();
}

bool read_synced(Record& record, std::string_view value) {
    const auto number = read_number(value);
    record.synced_bytes = number.value_or(0);
    return number.has_value();
}

bool read_recipients(Record& record, std::string_view value) {
    for (const auto word : split(value, ' ')) {
        const auto number = read_number(word);
        if (!number)
            return false;
        record.event.recipients.push_back(*number);
    }
    return true;
}

template <std::string Event::* member> bool read_text(Record& record, std::string_view value) {
    record.event.*member = value;
    return true;
}

bool read_spoke(Record& record, std::string_view /*value*/) {
    record.event.server_spoke = true;
    return true;
}

struct Reader {
    std::string_view name;
    bool (*read)(Record& record, std::string_view value);
};

constexpr std::array readers{
    Reader{"event", read_kind},
    Reader{"at", read_at},
    Reader{"synced", read_synced},
    Reader{"recipients", read_recipients},
    Reader{"words", read_text<&Event::words>},
    Reader{"status", read_text<&Event::status>},
    Reader{"remote", read_text<&Event::remote>},
    Reader{"server-spoke", read_spoke},
};

Result<Record> read_record(std::string_view payload) {
    Record record;
    FieldReader fields(payload);
    while (const auto field = fields.next()) {
        const auto* reader = std::ranges::find(readers, field->name, &Reader::name);
        if (reader == readers.end() || !reader->read(record, field->value))
            return fail(ErrorKind::data, fmt::format("the journal's field \"{}\" cannot be read", field->name));
    }
    if (!fields.at_end() || !record.has_kind)
        return fail(ErrorKind::data, "the journal's fields are damaged");
    return record;
}

// Who has the message has it, whatever is wished. The last words stay: they are why it had failed.
void reopen(RecipientState& recipient) {
    if (recipient.fate != Fate::failed)
        return;
    recipient.fate = Fate::open;
    recipient.told = false;
}

void apply_to(RecipientState& recipient, const Event& event) {
    if (event.kind == EventKind::reopened) {
        reopen(recipient);
        return;
    }
    if (event.kind == EventKind::told) {
        recipient.told = true;
        return;
    }
    if (event.kind == EventKind::delivered)
        recipient.fate = Fate::delivered;
    else if (event.kind == EventKind::failed)
        recipient.fate = Fate::failed;
    recipient.last_try = event.at;
    recipient.words = event.words;
    recipient.status = event.status;
    recipient.remote = event.remote;
    recipient.server_spoke = event.server_spoke;
}

void apply_to_recipients(State& state, const Event& event) {
    for (const auto index : event.recipients) {
        if (index < state.recipients.size())
            apply_to(state.recipients[index], event);
    }
}

// Whether something behind the damage says that more than good_bytes were on the disk. What is made to look like many
// long frames is looked at for a while only.
bool was_synced(std::string_view damaged, std::size_t good_bytes) {
    constexpr std::size_t most_times = 4; // that each octet is hashed, on average
    auto budget = most_times * damaged.size();
    for (auto at = damaged.find(journal_magic, 1); at != std::string_view::npos;
         at = damaged.find(journal_magic, at + 1)) {
        const auto length = frame_bytes(journal_magic, damaged.substr(at));
        if (length > budget)
            return true;
        budget -= length;
        const auto frame = read_frame(journal_magic, damaged.substr(at));
        const auto record = frame ? read_record(frame->payload) : Result<Record>{};
        if (!record || record->synced_bytes > good_bytes)
            return true;
    }
    return false;
}

} // namespace

Event make_event(EventKind kind, Time at, std::vector<std::size_t> recipients, std::string words) {
    return {kind, at, std::move(recipients), std::move(words), {}, {}, false};
}

bool State::settled() const noexcept { return open_count() == 0; }

std::size_t State::open_count() const noexcept {
    return static_cast<std::size_t>(std::ranges::count(recipients, Fate::open, &RecipientState::fate));
}

State initial_state(const Entry& entry) {
    State state;
    state.recipients.resize(entry.envelope.recipients.size());
    state.next_try = entry.not_before.value_or(entry.accepted);
    return state;
}

void apply(State& state, const Event& event) {
    switch (event.kind) {
    case EventKind::tried:
        ++state.tries;
        ++state.unfinished;
        state.last_try = event.at;
        return;
    case EventKind::next:
        state.next_try = event.at;
        state.rescheduled = false;
        state.unfinished = 0;
        return;
    case EventKind::scheduled:
        state.next_try = event.at;
        state.rescheduled = true;
        return;
    case EventKind::held:
        state.held = true;
        state.held_why = event.words;
        return;
    case EventKind::released:
        state.held = false;
        state.held_why.clear();
        state.unfinished = 0;
        return;
    case EventKind::delayed:
        state.delay_told = true;
        return;
    case EventKind::reopened: // else an old message would expire at once
        state.tries = 0;
        state.unfinished = 0;
        state.delay_told = false;
        state.reopened = true;
        break;
    case EventKind::delivered:
    case EventKind::deferred:
    case EventKind::failed:
    case EventKind::told:
        break;
    }
    apply_to_recipients(state, event);
}

std::string write_events(const std::vector<Event>& events, std::uint64_t synced_bytes) {
    std::string text;
    for (const auto& event : events)
        text += make_frame(journal_magic, payload_of(event, synced_bytes));
    return text;
}

Result<JournalRead> read_journal(std::string_view bytes, State& state) {
    JournalRead read;
    for (auto rest = bytes; !rest.empty();) {
        const auto frame = read_frame(journal_magic, rest);
        if (!frame) {
            if (was_synced(rest, read.good_bytes))
                return fail(ErrorKind::data, "the journal is damaged in its midst: who has the message is not known");
            return read;
        }
        PH_ASSIGN(const auto record, read_record(frame->payload));
        apply(state, record.event);
        read.synced_bytes = std::max(read.synced_bytes, record.synced_bytes);
        rest.remove_prefix(frame->size_bytes);
        read.good_bytes += frame->size_bytes;
    }
    return read;
}

} // namespace posthaste::spool
