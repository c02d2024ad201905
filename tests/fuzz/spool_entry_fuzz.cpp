// SPDX-License-Identifier: MIT
// What the queue reads from the disk. The first byte of the input says what the rest is: a file, an envelope's payload,
// a journal, or the payloads of events between lines of "--", which get good frames (no fuzzer finds a SHA-256), the
// last but one damaged when the byte says so. What can be read is the same when it is written and read again.
#include "entry_file.hpp"
#include "frame.hpp"
#include "support/message_file.hpp"

#include <posthaste/spool/entry.hpp>
#include <posthaste/spool/journal.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace posthaste;
using namespace posthaste::spool;

constexpr std::string_view separator = "\n--\n";
constexpr std::size_t recipients = 3;

void require(bool holds) {
    if (!holds)
        std::abort();
}

State fresh_state() {
    State state;
    state.recipients.resize(recipients);
    return state;
}

std::string describe(const State& state) {
    std::string text =
        fmt::format("{} {} {} {} {} {} {}", state.tries, state.unfinished, state.last_try.time_since_epoch().count(),
                    state.next_try.time_since_epoch().count(), state.held, state.held_why, state.delay_told);
    for (const auto& one : state.recipients)
        text +=
            fmt::format("\n{} {} {} {} {} {} {}", static_cast<int>(one.fate), one.told,
                        one.last_try.time_since_epoch().count(), one.words, one.status, one.remote, one.server_spoke);
    return text;
}

void check_entry(std::string_view payload) {
    const auto entry = read_entry(payload);
    require(entry.has_value() || entry.error().kind == ErrorKind::data);
    if (!entry)
        return;
    require(!entry->envelope.recipients.empty() && entry->facts.header_bytes <= entry->facts.size_bytes);
    const auto written = write_entry(*entry);
    const auto again = read_entry(written);
    require(again.has_value() && write_entry(*again) == written);
    require(again->envelope.recipients == entry->envelope.recipients &&
            again->settings.size() == entry->settings.size());
}

// Good octets are good by themselves, more can be appended to them, and what is torn changes nothing.
void check_journal(std::string_view bytes) {
    auto state = fresh_state();
    const auto read = read_journal(bytes, state);
    require(read.has_value() || read.error().kind == ErrorKind::data);
    if (!read)
        return;
    require(read->good_bytes <= bytes.size());
    const auto good = std::string(bytes.substr(0, read->good_bytes));
    auto again = fresh_state();
    const auto reread = read_journal(good, again);
    require(reread.has_value() && reread->good_bytes == good.size() && reread->synced_bytes == read->synced_bytes);
    require(describe(again) == describe(state));
    const Event event{EventKind::failed, Time{}, {1}, std::string(bytes.substr(0, 50)), "5.1.1", "b.test", true};
    const auto longer = good + write_events({event}, good.size());
    auto after = fresh_state();
    const auto reread_longer = read_journal(longer, after);
    require(reread_longer.has_value() && reread_longer->good_bytes == longer.size());
    apply(state, event);
    require(describe(after) == describe(state));
}

void check_events(std::string_view text, bool damage) {
    std::vector<std::string> frames;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        frames.push_back(make_frame(journal_magic, text.substr(0, end)));
        text.remove_prefix(std::min(end + separator.size(), text.size()));
    }
    if (damage && frames.size() > 1)
        frames[frames.size() - 2].back() = 'x';
    std::string journal;
    for (const auto& frame : frames)
        journal += frame;
    check_journal(journal);
    if (!journal.empty())
        check_journal(std::string_view(journal).substr(0, journal.size() - 1));
}

// A file as it lies in queue/, with as much content as the name says.
void check_file(std::string_view bytes, std::uint64_t content_bytes) {
    const Fd file = posthaste::test::file_of(bytes);
    const auto tail = read_tail(file.get(), content_bytes, bytes.size());
    require(tail.has_value() || tail.error().kind == ErrorKind::data);
    if (tail)
        require(tail->journal_end <= bytes.size() && tail->journal_begin <= tail->journal_end &&
                tail->entry.facts.size_bytes == content_bytes &&
                tail->state.recipients.size() == tail->entry.envelope.recipients.size());
}

// The same text as the envelope of a good frame, with a journal behind it.
void check_framed(std::string_view text) {
    constexpr std::string_view content = "Subject: x\r\n\r\n";
    const auto end = std::min(text.find(separator), text.size());
    const auto journal = text.substr(std::min(end + separator.size(), text.size()));
    check_file(fmt::format("{}{}{}", content, make_frame(envelope_magic, text.substr(0, end)), journal),
               content.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const std::string input(data + 1, data + size);
    switch (data[0]) {
    case 'f':
        check_file(input, 14);
        check_file(input, 0);
        check_file(input, size);
        return 0;
    case 'e':
        check_entry(input);
        check_framed(input);
        return 0;
    case 'j':
        check_journal(input);
        return 0;
    case 'd':
        check_events(input, true);
        return 0;
    default:
        check_events(input, false);
        return 0;
    }
}
