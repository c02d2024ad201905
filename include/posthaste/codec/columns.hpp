// SPDX-License-Identifier: MIT
// How wide a text is in a terminal, in the rough: two columns for what is wide (Unicode Annex 11: W and F), one for all
// else, also for combining characters and for octets that are no UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::codec {

[[nodiscard]] std::size_t columns_of(char32_t c) noexcept;
[[nodiscard]] std::size_t columns_of(std::string_view text) noexcept;
// In so many columns at most; what is longer ends in "...". columns: three at least.
[[nodiscard]] std::string cut_to_columns(std::string_view text, std::size_t columns);

} // namespace posthaste::codec
