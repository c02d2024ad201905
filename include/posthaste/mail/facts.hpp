// SPDX-License-Identifier: MIT
// What was learnt about a message while it streamed through once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace posthaste::mail {

struct MessageFacts {
    static constexpr std::uint64_t max_bytes_ahead = 64UZ * 1024;

    std::uint64_t size_bytes = 0;       // header, blank line and body with CRLF, as SIZE= counts (RFC 1870)
    std::uint64_t header_bytes = 0;     // header and blank line
    std::size_t longest_line_bytes = 0; // without CRLF
    bool header_eight_bit = false;
    bool header_is_utf8 = true;
    bool body_eight_bit = false;
    bool body_is_utf8 = true;
    bool has_nul = false;        // in the body; a NUL in the header is refused at intake
    bool had_bare_cr = false;    // converted to CRLF
    bool text_after_dot = false; // input after the lone dot that ended the message
    // At most max_bytes_ahead, and no line begins with an SMTP verb: sent ahead of the server's answers, it does no
    // harm even to one that takes a refused message for commands (RFC 3030 section 2 forbids that, and it has
    // happened).
    bool harmless_ahead = false;
};

} // namespace posthaste::mail
