// SPDX-License-Identifier: MIT
// Content-Type and Content-Transfer-Encoding (RFC 2045 sections 5.1 and 6.1) as far as a message has to be understood
// to find its parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::mail {

struct ContentType {
    std::string type, subtype;           // in lower case
    std::optional<std::string> boundary; // unquoted
    bool clear = true;                   // false: the parameters are malformed, or a boundary stands twice
};

// body: of the field, folded or not. nullopt: there is no type and subtype.
[[nodiscard]] std::optional<ContentType> parse_content_type(std::string_view body);

enum class TransferEncoding : std::uint8_t { seven_bit, eight_bit, binary, quoted_printable, base64, unknown };

[[nodiscard]] TransferEncoding parse_transfer_encoding(std::string_view body);

} // namespace posthaste::mail
