// SPDX-License-Identifier: MIT
// A message inside a message (RFC 2046 section 5.2.1): it may not be encoded as a whole, so that it goes as it is where
// it can, its parts are encoded where it cannot, and as a file of octets where that would harm it.
#pragma once

#include "input_file.hpp"

#include <posthaste/mime/part.hpp>

#include <string>

namespace posthaste::app {

struct MessageNeeds {
    std::uint64_t limit_bytes = UINT64_MAX; // a pipe need never end
    bool seven_bit = false;                 // what is signed may not be encoded on the way
};

// name: what it is called in the message. ErrorKind::data for what cannot go as a message; no_input for one over the
// limit.
[[nodiscard]] Result<mime::Part> message_part(InputFile input, const std::string& name, const MessageNeeds& needs);

} // namespace posthaste::app
