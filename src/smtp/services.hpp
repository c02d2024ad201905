// SPDX-License-Identifier: MIT
// What the sender asks for that not every server does: REQUIRETLS (RFC 8689), DELIVERBY (RFC 2852), MT-PRIORITY (RFC
// 6710), FUTURERELEASE (RFC 4865).
#pragma once

#include "mail_parameters.hpp"

#include <posthaste/mail/envelope.hpp>

namespace posthaste::smtp {

// ErrorKind::refused where going on without the service would be against what was asked.
[[nodiscard]] Status check_services(const mail::Envelope& envelope, const Capabilities& offered);
// The parameters of MAIL, for what passed check_services(); warnings for what is left out since it is not offered.
void add_services(const mail::Envelope& envelope, const Capabilities& offered, MailParameters& out);

} // namespace posthaste::smtp
