// SPDX-License-Identifier: MIT
#include <posthaste/codec/utf8.hpp>
#include <posthaste/codec/xtext.hpp>

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>

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

std::optional<std::string> xtext_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c < '!' || c > '~' || c == '=')
            return std::nullopt;
        if (c != '+') {
            out += c;
            continue;
        }
        const auto high = at + 2 < text.size() ? hex.find(text[at + 1]) : std::string_view::npos;
        const auto low = at + 2 < text.size() ? hex.find(text[at + 2]) : std::string_view::npos;
        if (high == std::string_view::npos || low == std::string_view::npos)
            return std::nullopt;
        out += static_cast<char>(high << 4U | low);
        at += 2;
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

std::string unitext_encode_ascii(std::string_view utf8) {
    const std::string unitext = unitext_encode(utf8);
    std::string out;
    for (std::string_view rest = unitext; !rest.empty();) {
        const auto point = first_code_point(rest);
        constexpr char32_t replacement = 0xFFFD;
        const char32_t value = point.bytes == 0 ? replacement : point.value;
        if (value < 0x80)
            out += rest.front();
        else
            fmt::format_to(std::back_inserter(out), "\\x{{{:02X}}}", static_cast<std::uint32_t>(value));
        rest.remove_prefix(std::max<std::size_t>(point.bytes, 1));
    }
    return out;
}

} // namespace posthaste::codec
