// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/percent.hpp>

#include <fmt/format.h>
#include <iterator>

namespace posthaste::codec {

namespace {

bool stands_for_itself(char c) noexcept {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '.' || c == '-' || c == '_';
}

} // namespace

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (stands_for_itself(c))
            out += c;
        else
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

} // namespace posthaste::codec
