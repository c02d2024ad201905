// SPDX-License-Identifier: MIT
// format=flowed (RFC 3676): long lines of a text broken so that a reader can join them again, and old readers need not.
// A line that begins with '>' is a quotation, as people write it. Spaces at the end of a line, which would join it to
// the next, are left out; but for "-- ", which begins a signature. What joins the broken lines gets the rest back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::codec {

// Lines are kept in memory whole; a text with a longer one is not to be flowed.
inline constexpr std::size_t max_flowed_line_bytes = 1024UZ * 1024;

// How a text can be flowed, over a stream of pieces of UTF-8 in CRLF lines.
class FlowedScan {
  public:
    void feed(std::string_view piece);
    void finish();

    [[nodiscard]] bool possible() const noexcept { return longest_ <= max_flowed_line_bytes; }
    [[nodiscard]] std::size_t longest_line_bytes() const noexcept { return longest_; }
    // There is a long line that can be broken only where no space is (Chinese, Japanese): delsp=yes (section 4.1).
    [[nodiscard]] bool needs_delsp() const noexcept { return needs_delsp_; }

  private:
    void end_line();

    std::string line_;
    std::size_t line_bytes_ = 0;
    std::size_t longest_ = 0;
    bool needs_delsp_ = false;
};

// Of the same pieces, what is sent. Lines over 78 columns are broken at 72, between words; a word that is longer stays.
class FlowedEncoder {
  public:
    explicit FlowedEncoder(bool delsp) noexcept : delsp_(delsp) {}
    void feed(std::string_view piece, std::string& out);
    void finish(std::string& out);

  private:
    bool delsp_;
    std::string line_;
};

} // namespace posthaste::codec
