// SPDX-License-Identifier: MIT
// The octets of a text as they come in, and the characters they stand for.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/codec/charset.hpp>
#include <posthaste/codec/utf8.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace posthaste::mime {

// Full blocks out of a source that may give less.
class BlockReader {
  public:
    static constexpr std::size_t block_bytes = 64UZ * 1024;
    explicit BlockReader(ByteSource& source) : source_(source), block_(block_bytes, '\0') {}
    // Stands until the next call. Shorter than block_bytes at the end only, and then empty.
    Result<std::string_view> next();

  private:
    ByteSource& source_;
    std::string block_;
};

struct InputCharset {
    std::string name;           // "UTF-8" where nothing says otherwise
    std::size_t mark_bytes = 0; // of the byte order mark, which is no part of the text
    std::string warning;        // the mark of another character set than the one that was asked for
};
// beginning: four octets, or the whole text.
[[nodiscard]] InputCharset charset_of_input(std::string_view beginning, const std::optional<std::string>& asked);

// To UTF-8, as long as that goes.
class TextDecoder {
  public:
    // ErrorKind::usage: there is no such character set.
    [[nodiscard]] static Result<TextDecoder> open(const std::string& charset);

    // UTF-8: what comes out is what went in, valid or not.
    [[nodiscard]] bool is_identity() const noexcept { return !decoder_; }
    // LF and CR are the octets 10 and 13, and nothing else has these.
    [[nodiscard]] bool keeps_line_ends() const noexcept { return keeps_line_ends_; }

    // Appends what the piece stands for. False from the first octet on that stands for nothing.
    bool feed(std::string_view piece, std::string& out);
    bool finish(std::string& out);

  private:
    std::optional<codec::CharsetDecoder> decoder_;
    codec::Utf8Checker checker_; // for the identity
    bool keeps_line_ends_ = true;
    bool valid_ = true;
    bool begun_ = false;
};

} // namespace posthaste::mime
