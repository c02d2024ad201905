// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/mail/date.hpp>
#include <posthaste/mail/delivery_request.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <optional>

namespace posthaste::mail {

namespace {

constexpr std::size_t max_digits = 9; // of RFC 2852 and of RFC 4865 alike

// Digits with one sign at most: +, which from_chars does not know, may stand there too.
std::optional<std::int64_t> signed_number(std::string_view text, std::size_t most_digits) {
    const bool has_sign = text.starts_with('-') || text.starts_with('+');
    const auto digits = text.substr(has_sign ? 1 : 0);
    if (digits.empty() || digits.size() > most_digits || !std::ranges::all_of(digits, is_digit))
        return std::nullopt;
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return text.front() == '-' ? -value : value;
}

auto refused(std::string_view text, std::string_view what_is_right) {
    return fail(ErrorKind::usage, fmt::format("\"{}\" is not {}", text, what_is_right));
}

// "R", "N", "RT", "NT"; empty is R.
bool take_mode(std::string_view mode, DeliverBy& request) {
    if (mode.empty())
        return true;
    request.returns = to_lower(mode.front()) == 'r';
    request.traced = mode.size() == 2 && to_lower(mode.back()) == 't';
    return (request.returns || to_lower(mode.front()) == 'n') && mode.size() == (request.traced ? 2U : 1U);
}

} // namespace

Result<DeliverBy> parse_deliver_by(std::string_view text) {
    const auto end = std::min(text.find(';'), text.size());
    const auto mode = text.substr(std::min(end + 1, text.size()));
    const auto seconds = signed_number(text.substr(0, end), max_digits);
    DeliverBy request;
    if (!seconds || !take_mode(mode, request) || (mode.empty() && end < text.size()))
        return refused(text, "a time to deliver by: use seconds, up to 999999999, and then ;R (return the message "
                             "after them) or ;N (notify of the delay), like 3600;R");
    if (request.returns && *seconds <= 0) // RFC 2852
        return refused(text, "a time that a message can still be delivered by: use more than 0 seconds, or ;N");
    request.within = std::chrono::seconds(*seconds);
    return request;
}

Result<int> parse_priority(std::string_view text) {
    const auto priority = signed_number(text, 1);
    if (!priority)
        return refused(text, "a priority: use -9 (least urgent) to 9, or 0 for what is usual");
    return static_cast<int>(*priority);
}

Result<std::chrono::seconds> parse_hold_for(std::string_view text) {
    const auto seconds = signed_number(text, max_digits);
    if (!seconds || *seconds <= 0)
        return refused(text, "a time to hold a message for: use 1 to 999999999 seconds");
    return std::chrono::seconds(*seconds);
}

Result<std::chrono::sys_seconds> parse_hold_until(std::string_view text, std::chrono::system_clock::time_point now) {
    const auto until = parse_date_time(text);
    if (!until)
        return refused(text, "a date to hold a message until: use one like 2026-12-24T18:00:00+01:00");
    if (*until <= std::chrono::floor<std::chrono::seconds>(now))
        return refused(text, "in the future, so that no message can be held until then");
    return *until;
}

} // namespace posthaste::mail
