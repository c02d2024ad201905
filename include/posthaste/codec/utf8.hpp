// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace posthaste::codec {

[[nodiscard]] bool is_utf8(std::string_view text) noexcept; // RFC 3629: no overlong forms, no surrogates

// The first character: its lead byte and the continuation bytes after it, at most three; one byte at least unless text
// is empty. Of what is not UTF-8 some piece, which puts no two pieces of a character apart.
[[nodiscard]] std::string_view first_character(std::string_view text) noexcept;

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
