// SPDX-License-Identifier: MIT
// The lines of a file read by pread through one window, however long they are.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace posthaste::mail {

constexpr std::size_t max_line_bytes = 998; // RFC 5322 section 2.1.1 and RFC 5321 section 4.5.3.1.6, without CRLF

// A line, or a piece of one that is longer than the window; valid until the next call.
struct LinePiece {
    std::string_view text; // with its CRLF; empty at the end of the file
    std::uint64_t offset = 0;
    bool begins = false; // a line; at least max_line_bytes of it and its line end are there, if it has as many
    bool ends = false;
};

class LineReader {
  public:
    // Reads from 0 to end.
    LineReader(int fd, std::uint64_t end) : fd_(fd), end_(end) {}

    Result<LinePiece> next();
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; } // of what comes next
    void seek(std::uint64_t line_begin) noexcept;

  private:
    Status fill();
    [[nodiscard]] std::string_view buffered() const noexcept { return {window_.data() + begin_, count_}; }

    static constexpr std::size_t window_bytes = 64UZ * 1024;
    int fd_;
    std::uint64_t end_;
    std::uint64_t offset_ = 0;
    std::vector<char> window_ = std::vector<char>(window_bytes);
    std::size_t begin_ = 0; // of what is unread in the window
    std::size_t count_ = 0;
    bool line_begins_ = true;
};

} // namespace posthaste::mail
