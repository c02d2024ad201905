// SPDX-License-Identifier: MIT
// The content behind DATA as it comes in (RFC 5321 section 4.5.2): dots undone, and where it ends. A line is what ends
// in CRLF and in nothing else: a server that also takes LF "." LF for the end reads commands where another saw text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace posthaste::smtp {

class DotUnstuffer {
  public:
    struct Piece {
        std::string_view content; // of the message; into the input, or one octet that was held back
        std::size_t taken;        // octets of the input that are done with
        bool ended;               // the final dot was among them; there is no content then
    };

    // input: not empty. To be called until all is taken or it has ended. What comes out in all does not depend on how
    // the input is cut.
    Piece next(std::string_view input) noexcept;

  private:
    enum class At : std::uint8_t {
        line_start,
        dot,    // ".", at the start of a line
        dot_cr, // "." CR: the CR is held back
        middle,
        cr, // in the middle, behind a CR
    };
    Piece plain(std::string_view input) noexcept;

    At at_ = At::line_start;
};

} // namespace posthaste::smtp
