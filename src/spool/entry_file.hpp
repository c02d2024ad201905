// SPDX-License-Identifier: MIT
// What stands in an entry's file behind its content: the envelope and the journal.
#pragma once

#include <posthaste/spool/queue.hpp>

namespace posthaste::spool {

// Envelope and journal may have so much together (some 100,000 recipients, tried for days): what has more is damaged.
inline constexpr std::uint64_t max_tail_bytes = 64UZ * 1024 * 1024;
inline constexpr std::uint64_t max_accepted_tail_bytes = max_tail_bytes / 4;
// From here on the journal no longer keeps the words of what is only deferred, so that there is room for what is final.
inline constexpr std::uint64_t wordy_tail_bytes = max_tail_bytes / 2;

struct Tail {
    Entry entry;
    State state;
    std::uint64_t journal_begin = 0, journal_end = 0; // in the file
    std::uint64_t synced_bytes = 0;                   // of the journal, at least
};

// ErrorKind::data: this is no entry, or a damaged one. A file that becomes shorter meanwhile is one whose end is torn.
[[nodiscard]] Result<Tail> read_tail(int file, std::uint64_t content_bytes, std::uint64_t file_bytes);
// The 32 octets of the SHA-256 of the content.
[[nodiscard]] Result<std::string> content_digest(int file, std::uint64_t content_bytes);
// from's first size_bytes to the end of to.
[[nodiscard]] Status copy_content(FileOps& files, int from, std::uint64_t size_bytes, int to);

} // namespace posthaste::spool
