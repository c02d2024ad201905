// SPDX-License-Identifier: MIT
// Times as the spool writes them: microseconds since 1970, in decimal. Only those that one can count with are read:
// from the year 0 to the end of 9999, so that no sum or difference of two overflows.
#pragma once

#include <posthaste/spool/entry.hpp>

#include <charconv>
#include <fmt/format.h>

namespace posthaste::spool {

template <typename Number> [[nodiscard]] std::optional<Number> signed_number(std::string_view text) noexcept {
    Number number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

[[nodiscard]] inline std::string time_text(Time at) { return fmt::format("{}", at.time_since_epoch().count()); }

[[nodiscard]] inline std::optional<Time> read_time(std::string_view text) noexcept {
    using std::chrono::microseconds;
    constexpr Time first = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
    constexpr Time end = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};
    const auto count = signed_number<std::int64_t>(text);
    if (!count || Time{microseconds{*count}} < first || Time{microseconds{*count}} >= end)
        return std::nullopt;
    return Time{microseconds{*count}};
}

} // namespace posthaste::spool
