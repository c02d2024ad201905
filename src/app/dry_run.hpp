// SPDX-License-Identifier: MIT
// The envelope and the message as they would go out.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <string>

namespace posthaste::app {

// "server HOST:PORT" (when there is one), "from <..>", a "to <..>" line for each recipient.
[[nodiscard]] std::string envelope_text(const mail::Envelope& envelope, const std::string& server);

// With LF. for_terminal: what could move a cursor is escaped.
[[nodiscard]] Status print_message(ByteSink& out, const mail::PreparedMessage& message, bool for_terminal);

} // namespace posthaste::app
