// SPDX-License-Identifier: MIT
// What the sender asks for that not every server does: REQUIRETLS (RFC 8689).
#pragma once

#include "capabilities.hpp"

#include <posthaste/mail/envelope.hpp>

#include <string>
#include <vector>

namespace posthaste::smtp {

// ErrorKind::refused where going on without the service would be against what was asked.
[[nodiscard]] Status check_services(const mail::Envelope& envelope, const Capabilities& offered);
// The parameters of MAIL, for what passed check_services().
void add_services(const mail::Envelope& envelope, std::vector<std::string>& mail);

} // namespace posthaste::smtp
