// SPDX-License-Identifier: MIT
// The queue on disk: one file for each message, with its content, its envelope and its journal. docs/spool.md has the
// states and what a crash leaves behind in each. Any number of processes may use it at once: whoever works on an entry
// holds the lock of its file, which ends with the process. Sends nothing, decides nothing about retries.
//
// Errors: ErrorKind::no_space, io and cannot_create keep their errno; ErrorKind::config when the directory is on a file
// system that cannot do it, or belongs to another; ErrorKind::data when an entry is damaged.
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/base/fd.hpp>
#include <posthaste/base/file_ops.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/mail/prepared_message.hpp>
#include <posthaste/spool/entry.hpp>
#include <posthaste/spool/journal.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::spool {

// "ID.SIZE": the file's name in queue/ or failed/.
struct Name {
    std::string id; // 16 characters of 2-7a-z, those of the time first: sorted by name is sorted by age
    std::uint64_t content_bytes = 0;

    [[nodiscard]] std::string text() const;
    friend auto operator<=>(const Name&, const Name&) = default;
};
[[nodiscard]] std::optional<Name> parse_name(std::string_view text);

enum class Place : std::uint8_t { queue, failed };

// What a look at an entry shows; it may be different a moment later.
struct Seen {
    Name name;
    Entry entry;
    State state;
};

// An entry in our hands: nobody else changes it as long as this lives.
class Claim {
  public:
    Name name;
    Entry entry;
    State state;
    // The content, for Transport: a PreparedMessage may hold a copy of this descriptor.
    [[nodiscard]] int file() const noexcept { return file_.get(); }

  private:
    friend class Queue;
    Fd file_;
    std::uint64_t journal_begin_ = 0;
    std::uint64_t journal_end_ = 0;  // where the next event goes: behind the last good one
    std::uint64_t synced_bytes_ = 0; // of the journal, known to be on the disk
};

class Queue {
  public:
    // All references must outlive the queue. Nothing is made yet.
    Queue(std::string directory, FileOps& files, const Clock& clock, IdSource& ids)
        : directory_(std::move(directory)), files_(files), clock_(clock), ids_(ids) {}

    [[nodiscard]] const std::string& directory() const noexcept { return directory_; }
    [[nodiscard]] Time now() const;
    // Makes the directories that are missing, durably. put() does it, too.
    [[nodiscard]] Status prepare();
    // Whether there is anything yet; for where to write a draft.
    [[nodiscard]] bool exists() const;
    // Where a file without a name may be made that put() can take as it is.
    [[nodiscard]] std::string draft_directory() const { return directory_ + "/tmp"; }

    // Accepts a message: when it returns a claim, the message is on the disk under its name. The content is entry's and
    // ends where entry.facts says; it is used up. On an error nothing is in the queue, unless both the directory's sync
    // and the removal failed. ErrorKind::data when the envelope is too large to be kept, internal when it could not be
    // read again.
    [[nodiscard]] Result<Claim> put(Entry entry, Fd content, const std::vector<Event>& events = {});

    // Of all entries, oldest first; what is no entry by its name is left out.
    [[nodiscard]] Result<std::vector<Name>> names(Place place) const;
    [[nodiscard]] Result<std::vector<std::string>> foreign_names() const; // in queue/

    // nullopt: it is not there any more.
    [[nodiscard]] Result<std::optional<Seen>> look(Place place, const Name& name) const;
    // The content, for who shows it, from offset 0 to the name's size: it never changes, so that no lock is needed.
    // nullopt: it is not there any more.
    [[nodiscard]] Result<std::optional<Fd>> open_content(Place place, const Name& name) const;
    // nullopt: it is not there any more, or another works on it.
    [[nodiscard]] Result<std::optional<Claim>> claim(Place place, const Name& name);

    // Appends, and applies to claim.state. sync: on the disk before it returns. When only that fails the events have
    // been appended and applied all the same: they may not outlast a power cut.
    [[nodiscard]] Status append(Claim& claim, const std::vector<Event>& events, bool sync);
    // ErrorKind::data when the content is not what was accepted.
    [[nodiscard]] Status verify(const Claim& claim) const;
    // Done with: everybody has it, or is to be forgotten.
    [[nodiscard]] Status remove(Place place, const Claim& claim);
    // To failed/, and back. ErrorKind::cannot_create when another file has the name there.
    [[nodiscard]] Status move(Claim& claim, Place from, Place to);
    // From queue/ to corrupt/, with the reason beside it; no error when it is gone. For an entry that claim() found
    // damaged, or a foreign name: what look() says of an entry may be a moment's affair.
    [[nodiscard]] Status set_aside(const std::string& name, std::string_view why);
    // Removes what crashes left in tmp/ long ago.
    void sweep();

  private:
    [[nodiscard]] std::string path(Place place) const;
    [[nodiscard]] std::string path(Place place, const Name& name) const;
    [[nodiscard]] std::string make_id() const;
    [[nodiscard]] Result<std::optional<Fd>> open_entry(Place place, const Name& name, int access) const;
    [[nodiscard]] Result<Claim> write_tail(Entry entry, Fd content, const std::vector<Event>& events);
    [[nodiscard]] Status publish(Claim& claim);
    [[nodiscard]] Status publish_copy(Claim& claim);
    [[nodiscard]] Result<bool> has_part(std::string_view part);
    [[nodiscard]] Status make_directories();
    [[nodiscard]] Status make_parts();
    [[nodiscard]] Status sync_parents();
    [[nodiscard]] Status check_directory();
    [[nodiscard]] Status sync_new_name(const Name& name);
    void sweep_one(const std::string& name);

    std::string directory_;
    FileOps& files_;
    const Clock& clock_;
    IdSource& ids_;
};

} // namespace posthaste::spool
