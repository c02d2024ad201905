// SPDX-License-Identifier: MIT
// A text that is not ASCII and does not say what it is: programs that pipe in a letter's text know nothing of MIME. It
// is sent with a label, so that it arrives as what was meant. Its own octets stay as they are.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/facts.hpp>
#include <posthaste/mail/header_block.hpp>

namespace posthaste::mail {

// header and facts of the same message. False for one that has MIME-Version or any Content- field, whatever they say,
// and for a signed one, which must not be changed.
[[nodiscard]] bool needs_label(const HeaderBlock& header, const MessageFacts& facts) noexcept;

// Writes the message anew with the label at the end of its header: charset=UTF-8, or unknown-8bit (RFC 1428) where it
// is not that. content_fd: the final bytes, read by pread alone. Gives what is true of the message then; errors are
// those of reading and writing. Memory: one window.
[[nodiscard]] Result<MessageFacts> write_labelled(HeaderBlock header, int content_fd, const MessageFacts& facts,
                                                  ByteSink& sink);

} // namespace posthaste::mail
