// SPDX-License-Identifier: MIT
// What has happened to a message in the queue, event by event, and the state that follows from it. Events are only ever
// appended. The last one may be torn (the power was cut while it was written): it counts for nothing then.
#pragma once

#include <posthaste/spool/entry.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::spool {

enum class EventKind : std::uint8_t {
    tried,     // a try begins; nothing is known of it yet
    delivered, // these recipients have it
    deferred,  // these do not, and are tried again
    failed,    // these never will
    next,      // when it is tried again: the end of a try
    scheduled, // when a person wants it to be tried
    held,      // not tried until it is released
    released,
    told,     // the sender has been told of these recipients' failure
    delayed,  // the sender has been told that it takes longer
    reopened, // a person wants another try at these, which had failed: tries are counted anew
};

struct Event {
    EventKind kind;
    Time at;                             // when it happened; of next and scheduled: when it is to happen
    std::vector<std::size_t> recipients; // by their place in the envelope
    std::string words;                   // the last words of the server, or ours; raw
    std::string status;                  // "5.1.1"; may be empty
    std::string remote;                  // who said it; may be empty
    bool server_spoke = false;           // words are a reply
};

// Without what a server said.
[[nodiscard]] Event make_event(EventKind kind, Time at, std::vector<std::size_t> recipients = {},
                               std::string words = {});

enum class Fate : std::uint8_t { open, delivered, failed };

struct RecipientState {
    Fate fate = Fate::open;
    bool told = false; // of the failure
    Time last_try;
    std::string words, status, remote;
    bool server_spoke = false;
};

struct State {
    std::vector<RecipientState> recipients; // as in the envelope
    std::uint32_t tries = 0;
    std::uint32_t unfinished = 0; // tries that began since the last one that came to an end: the sender crashed
    Time last_try;                // 1970: none
    Time next_try;
    bool rescheduled = false; // next_try is the wish of a person
    bool held = false;
    std::string held_why;
    bool delay_told = false;
    bool reopened = false; // only its own tries count

    [[nodiscard]] bool settled() const noexcept; // nobody is open
    [[nodiscard]] std::size_t open_count() const noexcept;
};

// What an entry is like when nothing has happened.
[[nodiscard]] State initial_state(const Entry& entry);
// An event that names a recipient that is not there changes nothing of it.
void apply(State& state, const Event& event);

// Events as frames, one each. synced_bytes: so many octets of the journal before them are known to be on the disk.
[[nodiscard]] std::string write_events(const std::vector<Event>& events, std::uint64_t synced_bytes);

struct JournalRead {
    std::size_t good_bytes = 0;     // what is behind is torn
    std::uint64_t synced_bytes = 0; // so many of them were on the disk before the last was written, as it says itself
};
// Applies what bytes hold to the state. A power cut may take any part of what was not synced yet, and leave what was
// written after it: that is torn, too. ErrorKind::data when something is damaged that a later event says was on the
// disk: what happened then is unknown.
[[nodiscard]] Result<JournalRead> read_journal(std::string_view bytes, State& state);

} // namespace posthaste::spool
