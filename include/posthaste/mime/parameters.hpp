// SPDX-License-Identifier: MIT
// Parameters of Content-Type and Content-Disposition (RFC 2045 section 5.1, RFC 2231), and the two fields that name a
// file. Whatever a value holds, it comes back from a reader as it was given and no line is longer than 78 octets.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/mime/part.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

struct Parameter {
    std::string_view name, value; // name: a token of at most 30 octets
};

// "; name=value" with a fold before the name, to stand behind any line of at most 77 octets: a token, a quoted-string
// without quoted-pairs (QUIRK: maildrop and mblaze do not undo them), or percent-encoded UTF-8 where it is neither; in
// sections where a line has no room. Octets that are not UTF-8 get the charset unknown-8bit.
[[nodiscard]] std::string parameter(std::string_view name, std::string_view value);

// A field with parameters, folded where lines would get over 78 octets only. value: "text/plain", "attachment".
[[nodiscard]] Field parameter_field(std::string_view field_name, std::string_view value,
                                    const std::vector<Parameter>& parameters);

// Content-Type and Content-Disposition of a part that is a file. type: what check_content_type() gave, or the like.
// name: what file_name() gave; empty: none. A name that needs RFC 2231 stands in Content-Type as well, as encoded-words
// in name=, for readers that are older than it (RFC 2047 section 5 would not have them there, but every reader does);
// never as filename= beside filename*=, of which CPython and GMime take the former.
[[nodiscard]] std::vector<Field> file_fields(std::string_view type, std::string_view disposition,
                                             std::string_view name);

// The name under which a file is sent: the last component of a path (RFC 2183 section 2.3). Backslashes are characters
// like others, and octets that are not UTF-8 stay. ErrorKind::usage when nothing is left, for "." and "..", and for
// control characters, which it names.
[[nodiscard]] Result<std::string> file_name(std::string_view given);

} // namespace posthaste::mime
