// SPDX-License-Identifier: MIT
#include <posthaste/spool/schedule.hpp>

#include <algorithm>

namespace posthaste::spool {

namespace {

constexpr std::uint32_t enough_tries = 8;
constexpr unsigned jitter_range = 1024;

Time start_of(const Entry& entry) noexcept {
    return std::max(entry.accepted, entry.not_before.value_or(entry.accepted));
}

} // namespace

std::chrono::microseconds wait_after(std::uint32_t failures, const RetrySettings& settings, unsigned jitter) noexcept {
    std::chrono::microseconds wait = settings.first_retry;
    for (std::uint32_t i = 1; i < failures && wait < settings.max_retry; ++i)
        wait *= 2;
    wait = std::min<std::chrono::microseconds>(wait, settings.max_retry);
    const auto spread = wait / 2 * (jitter % jitter_range) / jitter_range; // of half of it
    return std::max<std::chrono::microseconds>(wait - wait / 4 + spread, settings.first_retry);
}

unsigned jitter_of(std::string_view random) noexcept {
    unsigned value = 0;
    for (const char c : random)
        value = value * 31U + static_cast<unsigned char>(c);
    return value % jitter_range;
}

bool is_ahead(Time at, Time now, const RetrySettings& settings) noexcept {
    return at > now && at - now <= settings.max_retry + settings.max_retry / 4;
}

bool waits_by_wish(const Entry& entry, const State& state) noexcept {
    return state.rescheduled || entry.not_before == state.next_try;
}

bool is_due(const Entry& entry, const State& state, Time now, const RetrySettings& settings) noexcept {
    if (state.next_try <= now)
        return true;
    return !waits_by_wish(entry, state) && !is_ahead(state.next_try, now, settings);
}

bool is_expired(const Entry& entry, const State& state, Time now, const RetrySettings& settings,
                std::uint32_t others_tries) noexcept {
    const auto tries = state.reopened ? state.tries : std::max(state.tries, others_tries);
    return now - start_of(entry) >= settings.expire && tries >= enough_tries;
}

bool is_delayed(const Entry& entry, Time now, const RetrySettings& settings) noexcept {
    return settings.delay_notice && now - start_of(entry) >= *settings.delay_notice;
}

Time expiry(const Entry& entry, const RetrySettings& settings) noexcept { return start_of(entry) + settings.expire; }

} // namespace posthaste::spool
