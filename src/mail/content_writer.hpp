// SPDX-License-Identifier: MIT
// The content of a leaf: what it is like, and writing it out as it is or encoded.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/codec/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::mail {

class ContentFacts {
  public:
    void note(std::string_view piece, bool ends_line) noexcept; // of a line, with its CRLF
    void note_lines(std::string_view text) noexcept;

    // What of it cannot be sent, in words; empty: nothing.
    [[nodiscard]] std::string complaint(bool seven_bit) const;
    [[nodiscard]] bool eight_bit() const noexcept { return eight_bit_; }
    [[nodiscard]] bool is_utf8() const noexcept { return utf8_.valid(); }

  private:
    codec::Utf8Checker utf8_;
    std::size_t line_bytes_ = 0;
    std::size_t longest_ = 0;
    bool eight_bit_ = false;
    bool nul_ = false;
};

struct ByteRange {
    std::uint64_t begin = 0, end = 0;

    [[nodiscard]] bool empty() const noexcept { return begin >= end; }
};

enum class Recoding : std::uint8_t { none, quoted_printable, base64, wrap_quoted_printable, wrap_base64 };

// ErrorKind::data when the content is in an encoding that it breaks.
[[nodiscard]] Status write_content(int fd, ByteRange range, Recoding recoding, ByteSink& sink);

} // namespace posthaste::mail
