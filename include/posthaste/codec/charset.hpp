// SPDX-License-Identifier: MIT
// Text of any character set that the C library knows (iconv), to UTF-8.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/codec/utf8.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace posthaste::codec {

// The mark that a text begins with (Unicode section 23.8): bytes is 0 where there is none.
struct ByteOrderMark {
    std::string_view charset; // "UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"
    std::size_t bytes = 0;
};
// beginning: four octets or the whole text. Of a text in `charset`, if that is not empty: "utf-16" may begin with the
// mark of either order.
[[nodiscard]] ByteOrderMark byte_order_mark(std::string_view beginning, std::string_view charset = {}) noexcept;

// Whether the name is one of UTF-8, which needs no decoding.
[[nodiscard]] bool names_utf8(std::string_view charset) noexcept;

// A stream of pieces; no result depends on how the input is cut. Once it has said false, its output is of no use.
class CharsetDecoder {
  public:
    // ErrorKind::usage naming a character set that is not known.
    [[nodiscard]] static Result<CharsetDecoder> open(std::string_view charset);

    // Appends UTF-8. False: the input is no text of this character set.
    [[nodiscard]] bool feed(std::string_view piece, std::string& out);
    // False: it ended inside a character.
    [[nodiscard]] bool finish(std::string& out);

  private:
    struct Close {
        void operator()(void* handle) const noexcept;
    };
    explicit CharsetDecoder(void* handle) noexcept : handle_(handle) {}
    bool convert(std::string_view input, std::string& out);

    std::unique_ptr<void, Close> handle_;
    std::string carry_;   // the beginning of a character
    Utf8Checker checker_; // of what comes out: some of the C library's inner forms pass as anything
};

} // namespace posthaste::codec
