// SPDX-License-Identifier: MIT
// sysexits(3), as callers of sendmail know them: what a script learns from the exit of the program.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/delivery/outcome.hpp>

#include <cstdint>

namespace posthaste::app {

enum class ExitStatus : std::uint8_t {
    ok = 0,
    usage = 64,
    data = 65,
    no_input = 66,
    no_user = 67,
    no_host = 68,
    unavailable = 69,
    software = 70,
    cannot_create = 73,
    io_error = 74,
    try_later = 75,
    protocol = 76,
    no_permission = 77,
    config = 78,
};

[[nodiscard]] ExitStatus exit_status_of(ErrorKind kind) noexcept;
// Somebody refused for good comes first; then what is left over. Never try_later once somebody has the message, or a
// caller that tries again would send it twice.
[[nodiscard]] ExitStatus exit_status_of(const delivery::Outcome& outcome) noexcept;

} // namespace posthaste::app
