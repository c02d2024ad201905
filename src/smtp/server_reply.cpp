// SPDX-License-Identifier: MIT
#include "server_reply.hpp"

#include <fmt/format.h>
#include <iterator>

namespace posthaste::smtp {

namespace {
constexpr std::size_t max_line_bytes = 510; // and CRLF
constexpr std::string_view cut_mark = "...";
} // namespace

std::string echoed(std::string_view text, std::size_t max_bytes) {
    std::string shown;
    for (const char c : text) {
        const auto before = shown.size();
        if (c >= ' ' && c <= '~')
            shown += c;
        else
            fmt::format_to(std::back_inserter(shown), "\\x{:02x}", static_cast<unsigned char>(c));
        if (shown.size() <= max_bytes)
            continue;
        shown.resize(before);
        while (shown.size() + cut_mark.size() > max_bytes) // may cut an escape: it is a cut text
            shown.pop_back();
        return shown.append(cut_mark);
    }
    return shown;
}

std::string wire(const ServerReply& reply) {
    auto line = fmt::format("{} {}{}", reply.code, reply.enhanced, reply.enhanced.empty() ? "" : " ");
    return line + echoed(reply.text, max_line_bytes - line.size()) + "\r\n";
}

std::string wire(int code, const std::vector<std::string>& lines) {
    std::string out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto start = fmt::format("{}{}", code, i + 1 < lines.size() ? '-' : ' ');
        out += start + echoed(lines[i], max_line_bytes - start.size()) + "\r\n";
    }
    return out;
}

} // namespace posthaste::smtp
