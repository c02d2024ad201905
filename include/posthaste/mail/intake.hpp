// SPDX-License-Identifier: MIT
// A message from a ByteSource to its final bytes in a ByteSink, in one pass and flat memory: the header (at most
// HeaderBlock::max_bytes) in memory, the body through one 64 KiB window. Commits nothing; knows no spool and no
// network.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/facts.hpp>
#include <posthaste/mail/prepare.hpp>

#include <vector>

namespace posthaste::mail {

struct IntakeOptions {
    HeaderPolicy header;
    bool dot_ends = false; // without -i
};

struct Taken {
    MessageFacts facts;
    std::vector<Address> header_recipients; // with read_recipients
    std::vector<std::string> warnings;      // for people
};

// Reads the source to its end even when it fails (a caller must not see EPIPE), unless reading itself fails
// (ErrorKind::io). Drops a leading "From x date" or ">From x date" line; "From : x" is a header, a sentence is text. A
// line that is no field ends the header: the blank line is put in before it. Bare CR in the header, NUL in the header
// or a header over the limit: ErrorKind::data.
[[nodiscard]] Result<Taken> take_message(ByteSource& source, ByteSink& sink, const IntakeOptions& options,
                                         const Clock& clock, IdSource& ids);

} // namespace posthaste::mail
