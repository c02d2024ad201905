// SPDX-License-Identifier: MIT
// Any line ends in, CRLF out: LF, CRLF and bare CR each end a line, so that neither can stand alone on the wire
// (RFC 5321 2.3.8; SMTP smuggling). "CR CR LF" is two line ends. Streaming: the result does not depend on how the
// input is cut.
#pragma once

#include <posthaste/mail/facts.hpp>

#include <string>
#include <string_view>

namespace posthaste::mail {

// What was seen of the lines so far.
struct LineFacts {
    std::size_t line_bytes = 0; // of the line under way
    std::size_t longest = 0;    // of those that have ended
    bool eight_bit = false;
    bool nul = false;
};

class Canonicalizer {
  public:
    // dot_ends: a line of a lone dot ends the message (sendmail without -i); it and what follows are not passed on.
    explicit Canonicalizer(bool dot_ends) : dot_ends_(dot_ends) {}

    // Appends the canonical form of piece to out and notes facts about it.
    void feed(std::string_view piece, std::string& out);
    // The end of input: closes an unfinished line.
    void finish(std::string& out);

    [[nodiscard]] bool ended_by_dot() const noexcept { return ended_; }
    [[nodiscard]] std::size_t longest_line_bytes() const noexcept;
    [[nodiscard]] bool has_eight_bit() const noexcept { return lines_.eight_bit; }
    [[nodiscard]] bool has_nul() const noexcept { return lines_.nul; }
    [[nodiscard]] bool had_bare_cr() const noexcept { return bare_cr_; }
    [[nodiscard]] bool text_after_dot() const noexcept { return text_after_dot_; }

  private:
    void add_run(std::string_view run, std::string& out);
    void end_line(std::string& out);

    bool dot_ends_;
    bool ended_ = false;
    bool text_after_dot_ = false;
    bool bare_cr_ = false;
    bool after_cr_ = false; // the last byte was a CR: it has ended the line, and an LF now belongs to it
    bool held_dot_ = false; // a dot began the line and nothing has followed yet
    LineFacts lines_;
};

} // namespace posthaste::mail
