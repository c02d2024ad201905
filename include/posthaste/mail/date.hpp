// SPDX-License-Identifier: MIT
// Dates as messages and servers have them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::mail {

// RFC 5322 section 3.3, English whatever the locale: "Sun, 22 Nov 2026 01:14:48 +0100".
[[nodiscard]] std::string format_date(std::chrono::system_clock::time_point at, std::chrono::minutes utc_offset);

// RFC 3339 section 5.6: "2026-11-22T01:14:48+01:00"; nullopt when it is no such date. Fractions of a second are
// dropped, and a leap second is the one after it.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_date_time(std::string_view text);
// The same with the zone that it is given in; the local year is 0 to 9999.
struct ZonedTime {
    std::chrono::sys_seconds at;
    std::chrono::minutes utc_offset; // what is local is that much ahead of UTC
};
[[nodiscard]] std::optional<ZonedTime> parse_zoned_time(std::string_view text);
// The same form in UTC: "2026-11-22T00:14:48Z".
[[nodiscard]] std::string format_date_time(std::chrono::sys_seconds at);

} // namespace posthaste::mail
