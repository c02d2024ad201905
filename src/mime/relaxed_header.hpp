// SPDX-License-Identifier: MIT
// A field as DKIM's "relaxed" signs it (RFC 6376 section 3.4.2).
#pragma once

#include <string>
#include <string_view>

namespace posthaste::mime {

// "name:body" in one line without its line end: the name in lower case, white space as single spaces, none at the
// colon and at the end. body: as it stands in the message, folded or not.
[[nodiscard]] std::string relaxed_field(std::string_view name, std::string_view body);

} // namespace posthaste::mime
