// SPDX-License-Identifier: MIT
#include "dot_unstuffer.hpp"

namespace posthaste::smtp {

DotUnstuffer::Piece DotUnstuffer::next(std::string_view input) noexcept {
    switch (at_) {
    case At::line_start:
        if (input.front() != '.')
            return plain(input);
        at_ = At::dot;
        return {{}, 1, false};
    case At::dot:
        if (input.front() != '\r')
            return plain(input); // the dot is the one that was put in
        at_ = At::dot_cr;
        return {{}, 1, false};
    case At::dot_cr:
        if (input.front() == '\n') {
            at_ = At::line_start;
            return {{}, 1, true};
        }
        at_ = At::cr;
        return {"\r", 0, false};
    case At::middle:
    case At::cr:
        break;
    }
    return plain(input);
}

// Up to the next line that begins with a dot, or to the end of the input: one piece, whatever the lines are like.
DotUnstuffer::Piece DotUnstuffer::plain(std::string_view input) noexcept {
    const bool behind_cr = at_ == At::cr;
    std::size_t size = input.size();
    if (behind_cr && input.starts_with("\n."))
        size = 1;
    else if (const auto dot = input.find("\r\n."); dot != std::string_view::npos)
        size = dot + 2;
    const auto content = input.substr(0, size);
    if (content.ends_with("\r\n") || (behind_cr && content == "\n"))
        at_ = At::line_start;
    else
        at_ = content.ends_with('\r') ? At::cr : At::middle;
    return {content, size, false};
}

} // namespace posthaste::smtp
