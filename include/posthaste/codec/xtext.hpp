// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace posthaste::codec {

// xtext of RFC 3461 section 4: '+', '=' and everything outside "!" to "~" become +XX in upper case.
[[nodiscard]] std::string xtext_encode(std::string_view text);
// nullopt: a '+' without two digits in upper case, an '=', or something outside "!" to "~". What it gives is any
// octets.
[[nodiscard]] std::optional<std::string> xtext_decode(std::string_view text);
// utf-8-addr-unitext of RFC 6533 section 3: UTF-8 stays, controls, space, '\', '+' and '=' become \x{XX}.
[[nodiscard]] std::string unitext_encode(std::string_view utf8);
// utf-8-addr-xtext, the same in ASCII: all that is not is \x{...}, too.
[[nodiscard]] std::string unitext_encode_ascii(std::string_view utf8);

} // namespace posthaste::codec
