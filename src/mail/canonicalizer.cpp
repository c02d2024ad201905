// SPDX-License-Identifier: MIT
#include <posthaste/mail/canonicalizer.hpp>

#include <algorithm>

namespace posthaste::mail {

namespace {

// Finds the next CR or LF by memchr. The place of the LF is kept, so that a text of CRs is not searched again and
// again.
class LineEndFinder {
  public:
    explicit LineEndFinder(std::string_view text) : text_(text) {}

    std::size_t next(std::size_t from) {
        if (!known_ || lf_ < from) {
            lf_ = std::min(text_.find('\n', from), text_.size());
            known_ = true;
        }
        return from + std::min(text_.substr(from, lf_ - from).find('\r'), lf_ - from);
    }

  private:
    std::string_view text_;
    std::size_t lf_ = 0;
    bool known_ = false;
};

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

} // namespace

void Canonicalizer::feed(std::string_view piece, std::string& out) {
    LineEndFinder finder(piece);
    std::size_t at = 0;
    while (at < piece.size() && !ended_) {
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
    if (line_bytes_ != 0 && !ended_)
        end_line(out);
}

std::size_t Canonicalizer::longest_line_bytes() const noexcept { return std::max(longest_, line_bytes_); }

// A part of a line. A dot that begins it is held back until it is known not to stand alone.
void Canonicalizer::add_run(std::string_view run, std::string& out) {
    if (run.empty())
        return;
    const bool begins_line = line_bytes_ == 0;
    line_bytes_ += run.size();
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
        longest_ = std::max(longest_, line_bytes_);
    }
    held_dot_ = false;
    line_bytes_ = 0;
}

} // namespace posthaste::mail
