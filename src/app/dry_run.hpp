// SPDX-License-Identifier: MIT
// The envelope and the message as they would go out, on stdout.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <string>

namespace posthaste::app {

// "server HOST:PORT" (when there is one), "from <..>", a "to <..>" line for each recipient, a blank line, the message
// with LF. for_terminal: what could move a cursor is escaped.
[[nodiscard]] Status print_dry_run(ByteSink& out, const mail::PreparedMessage& message, const std::string& server,
                                   bool for_terminal);

} // namespace posthaste::app
