// SPDX-License-Identifier: MIT
#include "line_blocks.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/canonicalizer.hpp>

#include <algorithm>

namespace posthaste::mail {

namespace {

// Finds the next CR or LF by memchr. Where the next of each stands is kept, so that no octet is looked at twice: a text
// has only one kind of line ends as a rule, and the other would be looked for again behind each of them.
class LineEndFinder {
  public:
    explicit LineEndFinder(std::string_view text) : text_(text) {}

    std::size_t next(std::size_t from) { return std::min(next('\r', cr_, from), next('\n', lf_, from)); }

  private:
    static constexpr auto unknown = static_cast<std::size_t>(-1);

    std::size_t next(char wanted, std::size_t& place, std::size_t from) const {
        if (place == unknown || place < from)
            place = std::min(text_.find(wanted, from), text_.size());
        return place;
    }

    std::string_view text_;
    std::size_t cr_ = unknown;
    std::size_t lf_ = unknown;
};

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

} // namespace

void Canonicalizer::feed(std::string_view piece, std::string& out) {
    LineEndFinder finder(piece);
    std::size_t at = 0;
    while (at < piece.size() && !ended_) {
        if (!after_cr_ && !held_dot_)
            at += canonicalize_blocks(piece.substr(at), dot_ends_, lines_, out);
        const char first = piece[at];
        if (after_cr_ && first == '\n') { // the CR before it has ended the line
            after_cr_ = false;
            ++at;
            continue;
        }
        bare_cr_ |= after_cr_;
        const std::size_t end = finder.next(at);
        add_run(piece.substr(at, end - at), out);
        at = end;
        after_cr_ = false;
        if (at == piece.size())
            return;
        after_cr_ = piece[at++] == '\r';
        end_line(out);
    }
    text_after_dot_ |= ended_ && !is_blank(piece.substr(at));
}

void Canonicalizer::finish(std::string& out) {
    bare_cr_ |= after_cr_ && !ended_;
    after_cr_ = false;
    if (lines_.line_bytes != 0 && !ended_)
        end_line(out);
}

std::size_t Canonicalizer::longest_line_bytes() const noexcept { return std::max(lines_.longest, lines_.line_bytes); }

// A part of a line. A dot that begins it is held back until it is known not to stand alone.
void Canonicalizer::add_run(std::string_view run, std::string& out) {
    if (run.empty())
        return;
    const bool begins_line = lines_.line_bytes == 0;
    lines_.line_bytes += run.size();
    lines_.eight_bit |= !is_ascii(run);
    lines_.nul |= run.find('\0') != std::string_view::npos;
    if (dot_ends_ && begins_line && run == ".") {
        held_dot_ = true;
        return;
    }
    if (held_dot_)
        out += '.';
    held_dot_ = false;
    out.append(run);
}

void Canonicalizer::end_line(std::string& out) {
    ended_ = held_dot_;
    if (!ended_) {
        out += "\r\n";
        lines_.longest = std::max(lines_.longest, lines_.line_bytes);
    }
    held_dot_ = false;
    lines_.line_bytes = 0;
}

} // namespace posthaste::mail
