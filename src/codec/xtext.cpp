// SPDX-License-Identifier: MIT
#include <posthaste/codec/xtext.hpp>

namespace posthaste::codec {

namespace {

constexpr std::string_view hex = "0123456789ABCDEF";

}

std::string xtext_encode(std::string_view text) {
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

std::string unitext_encode(std::string_view utf8) {
    constexpr unsigned char del = 0x7F;
    std::string out;
    out.reserve(utf8.size());
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > ' ' && byte != del && c != '\\' && c != '+' && c != '=') {
            out += c;
            continue;
        }
        out += "\\x{";
        out += hex[byte >> 4U];
        out += hex[byte & 0xFU];
        out += '}';
    }
    return out;
}

} // namespace posthaste::codec
