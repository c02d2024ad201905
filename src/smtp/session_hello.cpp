// SPDX-License-Identifier: MIT
// From the greeting to a connection that may carry mail: greeting, EHLO, HELO or LHLO, STARTTLS.
#include "session_state.hpp"

#include <algorithm>
#include <array>

namespace posthaste::smtp {

namespace {

// Answers by which a server says that it does not know EHLO, or not this one (RFC 5321 sections 2.2.1 and 4.2.4).
bool ehlo_not_understood(const Reply& reply) noexcept {
    constexpr std::array<int, 4> codes{500, 501, 502, 504};
    return std::ranges::find(codes, reply.code) != codes.end();
}

} // namespace

Status Session::State::on_greeting(const Reply& reply) {
    if (reply.intermediate())
        return wrong_reply(Phase::greeting, reply);
    if (!reply.positive())
        refuse(Phase::greeting, reply);
    return {};
}

void Session::State::say_hello() {
    auto command = hello_fallback ? helo_command : ehlo_command;
    if (options.lmtp)
        command = lhlo_command;
    auto line = command(options.client_name);
    if (!line)
        return refuse(Phase::ehlo, std::move(line).error());
    write(*line, {Phase::ehlo});
}

Status Session::State::on_ehlo(const Reply& reply) {
    if (reply.intermediate())
        return wrong_reply(Phase::ehlo, reply);
    if (reply.positive()) {
        // RFC 5321 section 4.1.1.1: HELO offers nothing, whatever the answer says.
        offered = hello_fallback ? Capabilities{} : Capabilities::parse(reply);
        offered.encrypted = tls_active;
        step = Step::secure;
        return {};
    }
    // HELO has neither STARTTLS nor AUTH, so it is no way out for those who need them; nor is it LMTP.
    const bool helo_will_do = !options.lmtp && sasl.empty() && (tls_active || options.tls == TlsUse::none);
    if (!hello_fallback && helo_will_do && ehlo_not_understood(reply)) {
        hello_fallback = true;
        return {};
    }
    refuse(Phase::ehlo, reply);
    return {};
}

void Session::State::secure() {
    if (!tls_active && options.tls == TlsUse::starttls_required)
        return start_tls();
    if (!authenticated && !sasl.empty())
        return start_auth();
    step = Step::ready;
}

void Session::State::start_tls() {
    if (offered.starttls)
        return write_plain("STARTTLS", Phase::starttls);
    refuse(Phase::starttls,
           Error{ErrorKind::refused, "the server does not offer STARTTLS, and without TLS anyone on the way could read "
                                     "the mail and the password; try port 465 (smtps://, tls = \"implicit\")"});
}

Status Session::State::on_starttls(const Reply& reply) {
    if (reply.intermediate())
        return wrong_reply(Phase::starttls, reply);
    if (!reply.positive())
        refuse(Phase::starttls, reply);
    else
        step = Step::handshake;
    return {};
}

} // namespace posthaste::smtp
