// SPDX-License-Identifier: MIT
// When a message is tried again, and when it is given up: pure rules, by the clock that they are given. A clock that
// jumps may cost a wait, never a message.
#pragma once

#include <posthaste/spool/journal.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace posthaste::spool {

struct RetrySettings {
    std::chrono::seconds first_retry{std::chrono::minutes{5}};
    std::chrono::seconds max_retry{std::chrono::hours{4}};
    std::chrono::seconds expire{std::chrono::hours{120}};
    std::optional<std::chrono::seconds> delay_notice; // none: nobody is told that it takes longer
};

// first_retry, doubled with each failure up to max_retry, and up to a quarter more or less by jitter (0 to 1023), but
// never sooner than first_retry. failures: at least 1.
[[nodiscard]] std::chrono::microseconds wait_after(std::uint32_t failures, const RetrySettings& settings,
                                                   unsigned jitter) noexcept;

// Out of an IdSource's random letters.
[[nodiscard]] unsigned jitter_of(std::string_view random) noexcept;

// Whether a wait that we gave is not over. One that is longer than any that we give is: the clock was set back.
[[nodiscard]] bool is_ahead(Time at, Time now, const RetrySettings& settings) noexcept;

// Whether the time of its next try is what somebody asked for, and not a wait of ours.
[[nodiscard]] bool waits_by_wish(const Entry& entry, const State& state) noexcept;

// Whether its time has come. One that lies further ahead than any wait that we give counts as past when nobody asked
// for it: the clock was set back.
[[nodiscard]] bool is_due(const Entry& entry, const State& state, Time now, const RetrySettings& settings) noexcept;

// Old enough, and tried often enough, since after a leap of the clock everything is old. others_tries: for the same
// server out of reach, one after the other, which count for all that waits for it and was not reopened.
[[nodiscard]] bool is_expired(const Entry& entry, const State& state, Time now, const RetrySettings& settings,
                              std::uint32_t others_tries = 0) noexcept;
[[nodiscard]] bool is_delayed(const Entry& entry, Time now, const RetrySettings& settings) noexcept;
[[nodiscard]] Time expiry(const Entry& entry, const RetrySettings& settings) noexcept;

} // namespace posthaste::spool
