// SPDX-License-Identifier: MIT
// The message that is answered, as far as its answer depends on it (RFC 5322 section 3.6.4).
#pragma once

#include <posthaste/mail/address.hpp>
#include <posthaste/mime/part.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

struct Answered {
    std::vector<mime::Field> thread;    // In-Reply-To and References; none when it has no Message-ID
    std::string subject;                // "Re: ..." as a field's body, encoded and folded; empty: it has none
    std::vector<mail::Mailbox> authors; // who gets an answer: Reply-To, else From
};

// ErrorKind::no_input when it cannot be read, ErrorKind::data when its header cannot be understood.
[[nodiscard]] Result<Answered> read_answered(const std::string& path);

} // namespace posthaste::app
