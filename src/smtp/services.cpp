// SPDX-License-Identifier: MIT
#include "services.hpp"

namespace posthaste::smtp {

namespace {

// RFC 8689 section 4.2.1: under TLS, and offered under TLS; else the message must not be sent. What a server says of it
// in plain text counts for nothing (section 2). The codes are those that a server would give.
Status check_require_tls(const mail::Envelope& envelope, const Capabilities& offered) {
    if (!envelope.require_tls)
        return {};
    if (!offered.encrypted)
        return fail(ErrorKind::refused,
                    "5.7.10 encryption needed: --require-tls was asked for and the connection has no"
                    " TLS; use smtps:// or STARTTLS (tls = \"starttls\")");
    if (!offered.require_tls)
        return fail(ErrorKind::refused, "5.7.30 REQUIRETLS support required: the server does not offer REQUIRETLS; use"
                                        " a server that does, or leave out --require-tls");
    return {};
}

} // namespace

Status check_services(const mail::Envelope& envelope, const Capabilities& offered) {
    return check_require_tls(envelope, offered);
}

void add_services(const mail::Envelope& envelope, std::vector<std::string>& mail) {
    if (envelope.require_tls)
        mail.emplace_back("REQUIRETLS");
}

} // namespace posthaste::smtp
