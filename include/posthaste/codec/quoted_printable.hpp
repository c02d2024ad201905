// SPDX-License-Identifier: MIT
// Quoted-printable (RFC 2045 section 6.7) over a stream of pieces; no result depends on how the input is cut.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::codec {

// CRLF stays a line break; every other octet that is not printable ASCII is encoded, and so is white space at the end
// of a line. A line of a lone dot becomes "=2E", and one that begins with "From " begins with "From=20", which neither
// mailbox files nor the end of DATA can be confused by.
class QuotedPrintableEncoder {
  public:
    void feed(std::string_view piece, std::string& out);
    void finish(std::string& out);

  private:
    std::size_t take_run(std::string_view piece, std::string& out);
    void take(char c, std::string& out);
    void put_held(bool ends_line, std::string& out);
    [[nodiscard]] bool stands_for_itself(char c, bool ends_line) const noexcept;

    std::size_t column_ = 0;
    std::size_t from_matched_ = 0; // how much of "From" the line consists of
    char held_ = 0;                // the last octet: what follows decides how it is written
    bool holding_ = false;
    bool after_cr_ = false;
};

// Text that is quoted-printable already, brought to lines of at most 76 octets by soft line breaks; octets that may not
// stand raw in it (8-bit, controls) are encoded. Nothing else changes.
class QuotedPrintableWrapper {
  public:
    void feed(std::string_view piece, std::string& out);
    void finish(std::string& out);
    // False: there was a '=' that is neither an octet nor a soft line break, or white space at the end of a line that
    // makes it too long; what such text means depends on who reads it, and the output is of no use.
    [[nodiscard]] bool valid() const noexcept { return valid_; }

  private:
    void take(char c, std::string& out);
    void end_line(std::string& out);
    void put_white(std::string& out);
    void put(std::string_view token, std::string& out);

    std::string white_;  // a run of white space: at the end of a line it means nothing (rule 3), elsewhere it does
    std::string escape_; // '=' and what has come after it
    std::size_t column_ = 0;
    bool soft_ = false; // "=" and white space: only a line end may follow
    bool after_cr_ = false;
    bool valid_ = true;
};

} // namespace posthaste::codec
