// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace posthaste::mail {

// Whether a line of text (in CRLF) begins with a word that an SMTP server could take for a command, in any case.
[[nodiscard]] bool has_command_line(std::string_view text);

} // namespace posthaste::mail
