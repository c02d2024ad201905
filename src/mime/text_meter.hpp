// SPDX-License-Identifier: MIT
// What a text is like, for the choice of its transfer encoding.
#pragma once

#include <posthaste/mime/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace posthaste::mime {

class TextMeter {
  public:
    // CRLF lines, cut anywhere but inside a CRLF.
    void feed(std::string_view piece) noexcept;
    void finish() noexcept { end_line(0); }

    [[nodiscard]] std::uint64_t size_bytes() const noexcept { return size_bytes_; }
    [[nodiscard]] bool ascii() const noexcept { return !eight_bit_; }
    [[nodiscard]] bool has_nul() const noexcept { return nul_; }
    // Known after finish().
    [[nodiscard]] TextEncoding smallest_encoding() const noexcept;

  private:
    void add(std::string_view run) noexcept;
    void end_line(std::size_t line_end_bytes) noexcept;
    [[nodiscard]] bool is_7bit() const noexcept;
    [[nodiscard]] std::uint64_t base64_bytes() const noexcept;

    std::uint64_t size_bytes_ = 0;
    std::uint64_t quoted_printable_bytes_ = 0; // near enough: soft breaks do not stand quite at 76
    bool eight_bit_ = false, nul_ = false, control_ = false;
    bool white_end_ = false, from_line_ = false, lone_dot_ = false, long_line_ = false;

    // The line under way.
    std::uint64_t line_bytes_ = 0, line_encoded_bytes_ = 0;
    std::array<char, 5> beginning_{};
    char last_ = 0;
};

} // namespace posthaste::mime
