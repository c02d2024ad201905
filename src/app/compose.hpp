// SPDX-License-Identifier: MIT
// From the options of `posthaste send` to the fields and the parts of a message. Files are opened here, and read when
// the message is written; those of texts and HTML are read here.
#pragma once

#include <posthaste/app/send.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/mail/address.hpp>
#include <posthaste/mime/part.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

struct AddressFields {
    std::vector<mail::Mailbox> to, cc, bcc, reply_to;
};

struct Composed {
    AddressFields addresses;
    std::vector<mime::Field> fields; // all the others that were asked for; no From
    mime::Part content;              // its fields belong to the header of the message
    std::vector<std::string> warnings;
};

// ErrorKind::usage, no_input or data, naming the option or file. Nothing is known of accounts yet, so that addresses
// may be bare names.
[[nodiscard]] Result<Composed> compose(const SendOptions& options, IdSource& ids);

// Whether nothing else says what the text is, so that it is on stdin.
[[nodiscard]] bool text_is_on_stdin(const SendOptions& options) noexcept;

} // namespace posthaste::app
