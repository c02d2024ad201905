// SPDX-License-Identifier: MIT
#include <posthaste/smtp/dot_stuffer.hpp>

#include <algorithm>

namespace posthaste::smtp {

void DotStuffer::add(std::string_view piece, std::string& out) {
    while (!piece.empty()) {
        if (line_start_ && piece.front() == '.')
            out += '.';
        // Up to the next line that needs a dot, or to the end: one append, whatever the lines are like.
        const std::size_t next = piece.find("\n.");
        const std::size_t taken = std::min(next, piece.size() - 1) + 1;
        out.append(piece.substr(0, taken));
        line_start_ = piece[taken - 1] == '\n';
        piece.remove_prefix(taken);
    }
}

} // namespace posthaste::smtp
