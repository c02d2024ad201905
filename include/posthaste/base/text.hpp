// SPDX-License-Identifier: MIT
// Text without locales: ASCII rules only, and the one place that makes foreign text safe to show.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste {

[[nodiscard]] constexpr char to_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
[[nodiscard]] constexpr char to_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_hex_digit(char c) noexcept {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
}
[[nodiscard]] constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t'; }
[[nodiscard]] constexpr bool is_control(char c) noexcept {
    return static_cast<unsigned char>(c) < 32 || static_cast<unsigned char>(c) == 127;
}

[[nodiscard]] std::string hex(std::string_view octets); // in lower case
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] std::string upper(std::string_view text);
[[nodiscard]] bool iequals(std::string_view a, std::string_view b) noexcept; // ASCII case only
[[nodiscard]] bool istarts_with(std::string_view text, std::string_view prefix) noexcept;
[[nodiscard]] bool is_ascii(std::string_view text) noexcept;
[[nodiscard]] bool has_control(std::string_view text) noexcept;      // C0 controls (CR, LF, NUL, TAB ...) or DEL
[[nodiscard]] std::string_view trim(std::string_view text) noexcept; // space, TAB, CR, LF
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator); // views into text
// Octets: "500000", "20M" (K, M, G by 1024). ErrorKind::usage for anything else and for none at all.
[[nodiscard]] Result<std::uint64_t> parse_size(std::string_view text);
// The candidate nearest to `word` (edit distance up to a third of its length), or empty.
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

// Text from a server or a message as it may be shown: controls, DEL, C1, bidirectional overrides and bytes that are
// not UTF-8 become \xNN or \u{NNNN}; the rest stays. TAB becomes a space. Nothing of it can move a cursor.
[[nodiscard]] std::string printable(std::string_view text);
// The same for JSON in UTF-8 whose controls are escaped already, as RFC 8259 section 7 has it: its values stay what
// they are, DEL, C1 and bidirectional overrides are \u007f, \u202e ...
[[nodiscard]] std::string printable_json(std::string_view json);

} // namespace posthaste
