// SPDX-License-Identifier: MIT
// What a reader of format=flowed makes of it (RFC 3676 section 4), in the plainest way, to check the encoder against.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::test {

// text: CRLF lines, the last maybe without its end. Broken lines are joined; quotation marks stay as they are.
[[nodiscard]] inline std::string unflow(std::string_view text, bool delsp) {
    std::string out;
    std::size_t joined_depth = 0;
    bool joins = false;
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
        const auto depth = std::min(line.find_first_not_of('>'), line.size());
        auto content = line.substr(depth);
        const bool stuffed = content.starts_with(' ');
        if (stuffed)
            content.remove_prefix(1);
        const bool goes_on = joins && depth == joined_depth;
        if (joins && !goes_on)
            return "a paragraph ends in a line that is to be joined";
        if (!goes_on) {
            out.append(line.substr(0, depth));
            if (stuffed && depth != 0)
                out += ' ';
        }
        joins = content.ends_with(' ') && content != "-- ";
        if (goes_on && content == "-- ")
            return "a signature is joined";
        joined_depth = depth;
        if (joins && delsp)
            content.remove_suffix(1);
        out.append(content);
        if (!joins && end != std::string_view::npos)
            out += "\r\n";
    }
    return joins ? "the text ends in a line that is to be joined" : out;
}

// What flowing does to a text besides: no spaces before the end of a line, but for that of a signature.
[[nodiscard]] inline std::string without_trailing_spaces(std::string_view text) {
    std::string out;
    for (;;) {
        const auto end = text.find("\r\n");
        const auto line = text.substr(0, end);
        const auto depth = std::min(line.find_first_not_of('>'), line.size());
        const bool stuffed = depth != 0 && line.substr(depth).starts_with(' ');
        const auto content = line.substr(depth + (stuffed ? 1 : 0));
        const auto last = line.find_last_not_of(' ');
        out.append(content == "-- " ? line : line.substr(0, last + 1));
        if (end == std::string_view::npos)
            return out;
        out += "\r\n";
        text.remove_prefix(end + 2);
    }
}

} // namespace posthaste::test
