// SPDX-License-Identifier: MIT
// A message inside a message (RFC 2046 section 5.2.1): it may not be encoded as a whole, so that it goes as it is where
// it can, its parts are encoded where it cannot, and as a file of octets where that would harm it.
#pragma once

#include "input_file.hpp"

#include <posthaste/mime/part.hpp>

#include <string>

namespace posthaste::app {

// name: what it is called in the message.
[[nodiscard]] Result<mime::Part> message_part(InputFile input, const std::string& name);

} // namespace posthaste::app
