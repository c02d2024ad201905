// SPDX-License-Identifier: MIT
// A message ready to be sent: final CRLF bytes in a file that has no name, and what is known of them.
#pragma once

#include <posthaste/base/fd.hpp>
#include <posthaste/mail/envelope.hpp>
#include <posthaste/mail/facts.hpp>

namespace posthaste::mail {

struct PreparedMessage {
    Envelope envelope;
    MessageFacts facts;
    Fd content; // facts.size_bytes long, read with pread only
};

} // namespace posthaste::mail
