// SPDX-License-Identifier: MIT
// The texts of a message (body, HTML, calendar): decoded, in CRLF lines, in a file without a name, with the smallest
// transfer encoding that every reader takes. Memory does not depend on their size.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>
#include <posthaste/mime/part.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

struct TextOptions {
    // Of the input. Without it: what a byte order mark says, else UTF-8.
    std::optional<std::string> charset;
    bool flowed = false; // format=flowed (RFC 3676)
};

enum class TextEncoding : std::uint8_t { seven_bit, quoted_printable, base64 };

struct StagedText {
    Fd file; // the text before its transfer encoding
    std::uint64_t size_bytes = 0;
    std::string charset; // "us-ascii", "utf-8", or "unknown-8bit" (RFC 1428) for octets that did not decode
    TextEncoding encoding = TextEncoding::seven_bit;
    bool flowed = false, delsp = false;
    std::vector<std::string> warnings;
};

// LF, CRLF and bare CR become CRLF; a byte order mark goes; every other character stays, also that the last line has no
// end. Input that does not decode keeps its octets, with a warning: all of them, where LF and CR are not octets 10 and
// 13 in its character set (UTF-16), else in CRLF lines.
// ErrorKind::usage: a character set that is not known. io, no_space, cannot_create: the file cannot be written.
[[nodiscard]] Result<StagedText> stage_text(ByteSource& source, const TextOptions& options);

// "text/<subtype>". parameters: what Content-Type says besides charset, format and delsp, each with its "; " before it.
[[nodiscard]] Part text_part(StagedText text, std::string_view subtype, std::string_view parameters = {});

} // namespace posthaste::mime
