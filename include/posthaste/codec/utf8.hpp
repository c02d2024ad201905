// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::codec {

[[nodiscard]] bool is_utf8(std::string_view text) noexcept; // RFC 3629: no overlong forms, no surrogates

// The first character: its lead byte and the continuation bytes after it, at most three; one byte at least unless text
// is empty. Of what is not UTF-8 some piece, which puts no two pieces of a character apart.
[[nodiscard]] std::string_view first_character(std::string_view text) noexcept;

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 0; // 0: what stands there is no UTF-8, or nothing
};
// The first of a text.
[[nodiscard]] CodePoint first_code_point(std::string_view text) noexcept;
// U+FFFD where value is none that text can have (a surrogate, over U+10FFFF).
void append_utf8(char32_t value, std::string& out);

// is_utf8 over a stream of pieces.
class Utf8Checker {
  public:
    void feed(std::string_view piece) noexcept;
    // Valid so far and not inside a character.
    [[nodiscard]] bool valid() const noexcept { return !broken_ && pending_ == 0; }

  private:
    unsigned pending_ = 0;                   // continuation bytes still to come
    unsigned char low_ = 0x80, high_ = 0xBF; // bounds of the next one
    bool broken_ = false;
};

} // namespace posthaste::codec
