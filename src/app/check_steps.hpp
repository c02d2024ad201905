// SPDX-License-Identifier: MIT
// What a probe found, as the steps that people know: each ok, failed or skipped. The one model of both reports.
#pragma once

#include "check_extensions.hpp"

#include <posthaste/app/exit_status.hpp>
#include <posthaste/delivery/smtp_probe.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::app {

enum class StepState : std::uint8_t { ok, failed, skipped };
[[nodiscard]] std::string_view name(StepState state) noexcept;

struct CheckStep {
    std::string_view name; // "dns", "tcp", "proxy", "tls", or the phase's
    StepState state = StepState::ok;
    std::optional<std::chrono::microseconds> took{}; // none: it was skipped, or never came to it
    std::string about{};                             // in short; raw
    std::optional<smtp::Reply> reply{};              // the server's words
    std::optional<Error> error{};                    // ours
    std::string next{};                              // what to do, where it failed
    std::vector<std::string> notes{};                // addresses that failed; raw
    std::vector<Extension> extensions{};             // ehlo
    std::optional<net::TlsPeer> tls{};               // tls, as far as it got
};

struct CheckedServer {
    std::string remote;
    std::vector<CheckStep> steps;
    std::vector<std::string> warnings;
    ExitStatus status = ExitStatus::ok; // of what failed, the gravest; a failed goodbye does not count
};

// envelope: what was probed with.
[[nodiscard]] CheckedServer explain(const delivery::ServerProbe& probe, const mail::Envelope& envelope);

// Of the servers that have any, without warnings.
[[nodiscard]] std::vector<CheckedServer> failures_of(std::vector<CheckedServer> servers);

} // namespace posthaste::app
