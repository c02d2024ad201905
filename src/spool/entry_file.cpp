// SPDX-License-Identifier: MIT
#include "entry_file.hpp"

#include "frame.hpp"

#include <posthaste/base/checksum.hpp>
#include <posthaste/base/io.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace posthaste::spool {

namespace {

constexpr std::uint64_t window_bytes = 256UZ * 1024;

Result<std::string> read_range(int file, std::uint64_t begin, std::uint64_t end) {
    std::string bytes(end - begin, '\0');
    for (std::uint64_t done = 0; done < bytes.size();) {
        PH_ASSIGN(const auto count, pread_some(file, std::span(bytes).subspan(done), begin + done));
        if (count == 0) // whoever has the lock has cut off a torn end
            bytes.resize(done);
        done += count;
    }
    return bytes;
}

// The content in windows.
template <typename Take> Status each_window(int file, std::uint64_t content_bytes, Take take) {
    std::string window(std::min(window_bytes, content_bytes), '\0');
    for (std::uint64_t offset = 0; offset < content_bytes;) {
        const auto wanted = std::min<std::uint64_t>(window.size(), content_bytes - offset);
        PH_ASSIGN(const auto count, pread_some(file, std::span(window).first(wanted), offset));
        if (count == 0)
            return fail(ErrorKind::data, fmt::format("the message ends after {} of {} bytes", offset, content_bytes));
        PH_TRY(take(std::string_view(window).substr(0, count)));
        offset += count;
    }
    return {};
}

} // namespace

Result<Tail> read_tail(int file, std::uint64_t content_bytes, std::uint64_t file_bytes) {
    if (file_bytes < content_bytes)
        return fail(ErrorKind::data, fmt::format("{} bytes of {} are there", file_bytes, content_bytes));
    if (file_bytes - content_bytes > max_tail_bytes)
        return fail(ErrorKind::data, fmt::format("more than {} bytes of envelope and journal", max_tail_bytes));
    PH_ASSIGN(const auto bytes, read_range(file, content_bytes, file_bytes));
    const auto frame = read_frame(envelope_magic, bytes);
    if (!frame)
        return fail(ErrorKind::data, "there is no whole envelope behind the message");
    Tail tail;
    PH_ASSIGN(tail.entry, read_entry(frame->payload));
    if (tail.entry.facts.size_bytes != content_bytes)
        return fail(ErrorKind::data, fmt::format("the envelope is of a message of {} bytes, not {}",
                                                 tail.entry.facts.size_bytes, content_bytes));
    tail.state = initial_state(tail.entry);
    PH_ASSIGN(const auto journal, read_journal(std::string_view(bytes).substr(frame->size_bytes), tail.state));
    tail.journal_begin = content_bytes + frame->size_bytes;
    tail.journal_end = tail.journal_begin + journal.good_bytes;
    tail.synced_bytes = journal.synced_bytes;
    return tail;
}

Result<std::string> content_digest(int file, std::uint64_t content_bytes) {
    ChecksumSink sink;
    PH_TRY(each_window(file, content_bytes, [&sink](std::string_view bytes) { return sink.write(bytes); }));
    return sink.finish();
}

Status copy_content(FileOps& files, int from, std::uint64_t size_bytes, int to) {
    return each_window(from, size_bytes, [&](std::string_view bytes) { return files.write(to, bytes); });
}

} // namespace posthaste::spool
