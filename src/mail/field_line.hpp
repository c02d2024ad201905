// SPDX-License-Identifier: MIT
// What a line of a header is, by its beginning.
#pragma once

#include <cstdint>
#include <string_view>

namespace posthaste::mail {

enum class LineKind : std::uint8_t {
    field,         // a name, maybe spaces (RFC 5322 section 4.5.2), a colon
    damaged_field, // the same with NUL or CR in the name: taking it for text would put what follows into the body
    other,
};

constexpr std::size_t max_field_name_bytes = 998; // no line may be longer (RFC 5322 section 2.1.1)

// line: without its line end. Looks at max_field_name_bytes at most.
[[nodiscard]] LineKind kind_of_line(std::string_view line) noexcept;

// The postmark of an mbox, as is or quoted: "From ann Thu Jan  1 00:00:00 2026", or with the date as mail has it.
// "From : x" and a sentence are none.
[[nodiscard]] bool is_postmark(std::string_view line);

} // namespace posthaste::mail
