// SPDX-License-Identifier: MIT
// The envelope and the message as they would go out.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

// A "server HOST:PORT" line for each, in the order in which they are tried, "from <..>", a "to <..>" line for each
// recipient, a line for each service that was asked for ("hold-for 3600", "require-tls").
[[nodiscard]] std::string envelope_text(const mail::Envelope& envelope, const std::vector<std::string>& servers);

// With LF. for_terminal: what could move a cursor is escaped.
[[nodiscard]] Status print_message(ByteSink& out, const mail::PreparedMessage& message, bool for_terminal);

} // namespace posthaste::app
