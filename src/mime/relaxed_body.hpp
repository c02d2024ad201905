// SPDX-License-Identifier: MIT
// The body of a message as DKIM's "relaxed" hashes it (RFC 6376 section 3.4.4). Streaming: the result does not depend
// on how the input is cut, and nothing of it is kept but a block.
#pragma once

#include <posthaste/base/byte_source.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::mime {

class RelaxedBody {
  public:
    // sink must outlive this.
    explicit RelaxedBody(ByteSink& sink);
    // Lines end in CRLF; a CR or LF by itself is text.
    [[nodiscard]] Status feed(std::string_view piece);
    [[nodiscard]] Status finish(); // once

  private:
    std::size_t take(std::string_view text);
    void take_cr(bool before_lf);
    void put(std::string_view text);
    [[nodiscard]] Status flush();

    static constexpr std::size_t block_bytes = 32UZ * 1024;
    ByteSink& sink_;
    Status status_;
    std::string block_;
    std::uint64_t line_ends_ = 0; // of lines that are not written yet: they may be the empty ones at the end
    bool space_ = false;          // white space that is not written yet: it may be at the end of the line
    bool cr_ = false;             // the last octet, which may be half of a line end
    bool text_ = false;           // something was written
};

} // namespace posthaste::mime
