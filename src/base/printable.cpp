// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>

namespace posthaste {

namespace {
constexpr unsigned char delete_character = 0x7F;

struct CodePoint {
    std::uint32_t value;
    std::size_t length; // 0: not UTF-8
};

std::size_t sequence_length(unsigned char lead) {
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

CodePoint decode(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = sequence_length(lead);
    if (length == 0 || text.size() < length)
        return {0, 0};
    std::uint32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U)
            return {0, 0};
        value = (value << 6U) | (byte & 0x3FU);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value < smallest[length] || surrogate || value > 0x10FFFF ? CodePoint{0, 0} : CodePoint{value, length};
}

// Unicode that changes how its surroundings are shown: C1, line separators, marks and overrides of direction.
bool disruptive(std::uint32_t c) {
    return (c >= 0x80 && c <= 0x9F) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x061C || c == 0xFEFF;
}
} // namespace

std::string printable(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const char c = text[0];
        const auto byte = static_cast<unsigned char>(c);
        const auto point = byte < 0x80 ? CodePoint{byte, 1} : decode(text);
        if (c == '\t')
            shown += ' ';
        else if (is_control(c) || point.length == 0)
            fmt::format_to(std::back_inserter(shown), "\\x{:02x}", byte);
        else if (disruptive(point.value))
            fmt::format_to(std::back_inserter(shown), "\\u{{{:04x}}}", point.value);
        else
            shown.append(text.substr(0, point.length));
        text.remove_prefix(std::max<std::size_t>(point.length, 1));
    }
    return shown;
}

// All that disrupts is in the basic plane: one escape (RFC 8259 section 7) does.
std::string printable_json(std::string_view json) {
    std::string shown;
    shown.reserve(json.size());
    while (!json.empty()) {
        const auto byte = static_cast<unsigned char>(json[0]);
        const auto point = byte < 0x80 ? CodePoint{byte, 1} : decode(json);
        const auto length = std::max<std::size_t>(point.length, 1);
        if (byte == delete_character || disruptive(point.value))
            fmt::format_to(std::back_inserter(shown), "\\u{:04x}", point.value);
        else
            shown.append(json.substr(0, length));
        json.remove_prefix(length);
    }
    return shown;
}

} // namespace posthaste
