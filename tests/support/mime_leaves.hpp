// SPDX-License-Identifier: MIT
// The decoded contents of the leaves of a message, found in the plainest way: by recursion, over a string in memory.
// What is checked by it has its own, other way.
#pragma once

#include "support/transfer_decode.hpp"

#include <posthaste/base/text.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::test {

// The body of the first field of that name, unfolded; empty: none.
[[nodiscard]] inline std::string field_of(std::string_view header, std::string_view name) {
    std::string out;
    bool inside = false;
    for (auto line : split(header, '\n')) {
        if (inside && line.starts_with(' '))
            out += line;
        else if (inside)
            break;
        else if ((inside = istarts_with(line, std::string(name) + ":")))
            out = line.substr(name.size() + 1);
    }
    std::erase(out, '\r');
    return std::string(trim(out));
}

inline void add_leaves(std::string_view entity, std::vector<std::string>& leaves);

// Between the first delimiter and the close delimiter, or what stands for it.
inline void add_parts(std::string_view body, const std::string& boundary, std::vector<std::string>& leaves) {
    std::string text = "\r\n" + std::string(body);
    std::vector<std::string> parts;
    const std::string delimiter = "\r\n--" + boundary;
    for (auto at = text.find(delimiter); at != std::string::npos;) {
        const auto line_end = text.find("\r\n", at + 2);
        if (text.substr(at + delimiter.size(), 2) == "--" || line_end == std::string::npos)
            return;
        const auto next = text.find(delimiter, line_end);
        add_leaves(std::string_view(text).substr(line_end + 2, next - std::min(next, line_end + 2)), leaves);
        at = next;
    }
}

inline void add_leaves(std::string_view entity, std::vector<std::string>& leaves) {
    const bool no_header = entity.starts_with("\r\n");
    const auto blank = no_header ? 0 : entity.find("\r\n\r\n");
    const auto header = entity.substr(0, blank);
    const auto body = blank == std::string_view::npos ? std::string_view() : entity.substr(blank + (no_header ? 2 : 4));
    const auto type = field_of(header, "Content-Type"), encoding = field_of(header, "Content-Transfer-Encoding");
    if (istarts_with(type, "multipart/")) {
        auto boundary = type.substr(type.find("boundary=") + 9);
        std::erase(boundary, '"');
        return add_parts(body, boundary, leaves);
    }
    if (istarts_with(type, "message/rfc822"))
        return add_leaves(body, leaves);
    if (iequals(encoding, "quoted-printable"))
        leaves.push_back(decode_quoted_printable(body).value_or("malformed quoted-printable"));
    else if (iequals(encoding, "base64"))
        leaves.push_back(decode_base64_lines(body).value_or("malformed base64"));
    else
        leaves.emplace_back(body);
}

[[nodiscard]] inline std::vector<std::string> leaves_of(std::string_view message) {
    std::vector<std::string> leaves;
    add_leaves(message, leaves);
    return leaves;
}

} // namespace posthaste::test
