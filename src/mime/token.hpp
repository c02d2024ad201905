// SPDX-License-Identifier: MIT
// The words that types and parameters are made of (RFC 2045 section 5.1).
#pragma once

#include <algorithm>
#include <string_view>

namespace posthaste::mime {

[[nodiscard]] constexpr bool is_token_char(char c) noexcept {
    return c > ' ' && c <= '~' && !std::string_view("()<>@,;:\\\"/[]?=").contains(c);
}
[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, is_token_char);
}

} // namespace posthaste::mime
