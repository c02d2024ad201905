// SPDX-License-Identifier: MIT
#include <posthaste/smtp/phase.hpp>

#include <array>
#include <cassert>
#include <cstddef>

namespace posthaste::smtp {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t phase_count = static_cast<std::size_t>(Phase::quit) + 1;

// RFC 5321 section 4.5.3.2 names the times from the greeting to the end of data. The others are ours: a connection
// and a handshake are no work for a server, and after QUIT there is nothing left to lose.
constexpr std::array<PhaseInfo, phase_count> phases{{
    {"connect", "connecting", seconds{60}, false},
    {"tls", "negotiating TLS", minutes{2}, false},
    {"greeting", "waiting for the greeting", minutes{5}, false},
    {"ehlo", "waiting for the answer to EHLO", minutes{5}, false},
    {"starttls", "waiting for the answer to STARTTLS", minutes{5}, false},
    {"auth", "authenticating", minutes{5}, false},
    {"mail", "waiting for the answer to MAIL", minutes{5}, false},
    {"rcpt", "waiting for the answer to RCPT", minutes{5}, false},
    {"data", "waiting for the answer to DATA", minutes{2}, false},
    {"body", "sending the message", minutes{3}, false},
    {"end of data", "waiting for the answer to the end of the message", minutes{10}, true},
    {"rset", "waiting for the answer to RSET", minutes{5}, false},
    {"quit", "waiting for the answer to QUIT", seconds{5}, false},
}};

} // namespace

const PhaseInfo& info(Phase phase) noexcept {
    const auto index = static_cast<std::size_t>(phase);
    assert(index < phases.size());
    return phases[index];
}

} // namespace posthaste::smtp
