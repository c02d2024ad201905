// SPDX-License-Identifier: MIT
// Base64 (RFC 4648 section 4): in one piece for SASL and header words, as a stream of lines for the bodies of parts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::codec {

[[nodiscard]] std::string base64_encode(std::string_view bytes); // no line breaks
// Strict: right alphabet, right padding, nothing else; nullopt otherwise.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

// Lines of 76 digits (RFC 2045 section 6.8) with CRLF between them and none after the last. Streaming: the result does
// not depend on how the input is cut.
class Base64LineEncoder {
  public:
    void feed(std::string_view piece, std::string& out);
    void finish(std::string& out);

  private:
    void put_lines(std::string_view lines, std::string& out);

    std::string line_; // the bytes of an unfinished line
    bool begun_ = false;
};

// Base64 in lines of any length brought to lines of 76; the digits and their order stay.
class Base64Rewrapper {
  public:
    void feed(std::string_view piece, std::string& out);
    void finish(std::string&) noexcept {}
    // False: there was something else than digits, padding and white space. Decoders pass over it (RFC 2045 section
    // 6.8) or stop, so that it cannot be left out.
    [[nodiscard]] bool valid() const noexcept { return valid_; }

  private:
    std::size_t column_ = 0;
    bool valid_ = true;
};

} // namespace posthaste::codec
