// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace posthaste::codec {

// xtext of RFC 3461 section 4: '+', '=' and everything outside "!" to "~" become +XX in upper case.
[[nodiscard]] std::string xtext_encode(std::string_view text);

} // namespace posthaste::codec
