// SPDX-License-Identifier: MIT
// The phases of an SMTP session in order, with what people are told and how long each may take: one table.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace posthaste::smtp {

enum class Phase : std::uint8_t {
    connect,
    tls,
    greeting,
    ehlo,
    starttls,
    auth,
    mail,
    rcpt,
    data,
    body,
    end_of_data,
    rset,
    quit
};

struct PhaseInfo {
    std::string_view name;        // "end of data"
    std::string_view doing;       // "waiting for the answer to the end of the message"
    std::chrono::seconds timeout; // RFC 5321 4.5.3.2
    bool ambiguous_if_lost;       // a connection lost here may have delivered the message
};

[[nodiscard]] const PhaseInfo& info(Phase phase) noexcept;

} // namespace posthaste::smtp
