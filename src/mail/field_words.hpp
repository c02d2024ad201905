// SPDX-License-Identifier: MIT
// The bodies of header fields that cannot be sent as they are, written in a way that means the same.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>

namespace posthaste::mail {

// Each takes the body of a field, folded or not, and the name for the length of its first line.

// Unstructured text (RFC 5322 section 2.2.1): words of UTF-8, and those no line has room for, as RFC 2047 has them.
[[nodiscard]] std::string encode_unstructured(std::string_view name, std::string_view body);
// Display names and names of groups in UTF-8 (RFC 2047 section 5, rule 3). 8-bit characters elsewhere stay.
[[nodiscard]] Result<std::string> encode_display_names(std::string_view name, std::string_view body);
// Values of MIME parameters in UTF-8 (RFC 2231 section 4). What cannot be encoded so stays.
[[nodiscard]] std::string encode_parameters(std::string_view body);

// A space after each comma of an address list, so that it can be folded.
[[nodiscard]] Result<std::string> space_commas(std::string_view body);
// raw: a whole field. Lines of over 998 octets are folded where there is white space (RFC 5322 section 2.2.3).
[[nodiscard]] std::string fold_long_lines(std::string_view raw);

} // namespace posthaste::mail
