// SPDX-License-Identifier: MIT
// Where the header of a message ends, while its bytes come in pieces of any size.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>

namespace posthaste::mail {

class HeaderFinder {
  public:
    // Takes bytes off the front of piece and says how many: all of them unless the header has ended. ErrorKind::data
    // for CR or NUL in a field, and for a header over the limits of HeaderBlock.
    Result<std::size_t> feed(std::string_view piece);
    // The end of input ends the header too.
    Status finish();

    [[nodiscard]] bool finished() const noexcept { return finished_; }
    [[nodiscard]] const std::string& header() const noexcept { return header_; } // whole lines in CRLF, no blank line
    // Once finished: what was taken but belongs to the body, as it came.
    [[nodiscard]] const std::string& body_start() const noexcept { return line_; }

  private:
    Status take_line(std::string_view text);
    Status take_finished_line();
    Status take_unfinished_line();
    Status keep(std::string_view text);
    // Whether so much more of the header may be kept, of the field that text begins or continues.
    [[nodiscard]] Status check_room(std::string_view text) const;
    [[nodiscard]] bool names_recipients(std::string_view text) const noexcept;
    [[nodiscard]] bool belongs_to_header(std::string_view text) const noexcept;

    std::string header_;
    std::string line_;                // the line under way, with its line end once there
    std::size_t recipient_bytes_ = 0; // of the header, in fields that name recipients
    bool in_recipients_ = false;      // the last line kept belongs to one
    bool first_ = true;
    bool finished_ = false;
};

} // namespace posthaste::mail
