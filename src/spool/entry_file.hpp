// SPDX-License-Identifier: MIT
// What stands in an entry's file behind its content: the envelope and the journal.
#pragma once

#include <posthaste/spool/queue.hpp>

namespace posthaste::spool {

struct Tail {
    Entry entry;
    State state;
    std::uint64_t journal_end = 0; // in the file
};

// ErrorKind::data: this is no entry, or a damaged one.
[[nodiscard]] Result<Tail> read_tail(int file, std::uint64_t content_bytes, std::uint64_t file_bytes);
// The 32 octets of the SHA-256 of the content.
[[nodiscard]] Result<std::string> content_digest(int file, std::uint64_t content_bytes);
// from's first size_bytes to the end of to.
[[nodiscard]] Status copy_content(FileOps& files, int from, std::uint64_t size_bytes, int to);

} // namespace posthaste::spool
