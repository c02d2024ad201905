// SPDX-License-Identifier: MIT
// The decoders of RFC 2045 sections 6.7 and 6.8 in the plainest way, to check encoders against.
#pragma once

#include <posthaste/codec/base64.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::test {

// text: strict quoted-printable in CRLF lines; nullopt when it is not.
[[nodiscard]] inline std::optional<std::string> decode_quoted_printable(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '=') {
            out += c;
            continue;
        }
        const std::string two(text.substr(at + 1, 2));
        if (two.size() != 2)
            return std::nullopt;
        at += 2;
        if (two == "\r\n")
            continue;
        if (two.find_first_not_of("0123456789ABCDEFabcdef") != std::string::npos)
            return std::nullopt;
        out += static_cast<char>(std::stoi(two, nullptr, 16));
    }
    return out;
}

[[nodiscard]] inline std::optional<std::string> decode_base64_lines(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != '\r' && c != '\n' && c != ' ' && c != '\t')
            digits += c;
    return codec::base64_decode(digits);
}

[[nodiscard]] inline std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    for (;;) {
        const auto end = text.find("\r\n");
        longest = std::max(longest, std::min(end, text.size()));
        if (end == std::string_view::npos)
            return longest;
        text.remove_prefix(end + 2);
    }
}

} // namespace posthaste::test
