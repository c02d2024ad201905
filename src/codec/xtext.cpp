// SPDX-License-Identifier: MIT
#include <posthaste/codec/xtext.hpp>

namespace posthaste::codec {

std::string xtext_encode(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= '!' && byte <= '~' && c != '+' && c != '=') {
            out += c;
            continue;
        }
        out += '+';
        out += hex[byte >> 4U];
        out += hex[byte & 0xFU];
    }
    return out;
}

} // namespace posthaste::codec
