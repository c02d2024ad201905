// SPDX-License-Identifier: MIT
// A ready message that the wire cannot carry, in an encoding it can: no line over 998 octets, no NUL and, when asked,
// no 8-bit octets. Content is encoded part by part and stays what it is; nothing that need not change does.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/facts.hpp>
#include <posthaste/mail/header_block.hpp>

namespace posthaste::mail {

struct ReencodeNeeds {
    bool seven_bit = false;    // no 8-bit octets in the body, headers of parts included: there is no 8BITMIME
    bool ascii_header = false; // none in the header of the message: there is no SMTPUTF8
};

// Something of the message does not fit the wire.
[[nodiscard]] bool needs_reencoding(const MessageFacts& facts, ReencodeNeeds needs) noexcept;

// content_fd: the final bytes of the message, facts.size_bytes of them in CRLF lines, read by pread alone. Writes the
// whole message anew and returns what is true of it then. ErrorKind::data when that cannot be done without loss, with
// what to do: signed or encrypted content, a DKIM-Signature or ARC field, types and structures that are not
// understood, text outside the parts of a multipart, header fields that cannot be encoded. What was written is of no
// use after an error. Memory: one header of at most HeaderBlock::max_bytes and two windows.
[[nodiscard]] Result<MessageFacts> reencode(int content_fd, const MessageFacts& facts, ReencodeNeeds needs,
                                            ByteSink& sink);

// Fields with a line of over 998 octets are folded where they have white space, and with ascii set those with UTF-8
// text get RFC 2047 words where these may stand: in unstructured text and display names. All others stay byte for byte.
// ErrorKind::data names the field that cannot be mended so.
[[nodiscard]] Status reencode_header(HeaderBlock& header, bool ascii);

} // namespace posthaste::mail
