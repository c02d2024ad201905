// SPDX-License-Identifier: MIT
// How a person says when a message is to go, and how long something may take. Nothing is guessed: what is not one of
// the forms below is ErrorKind::usage, with the value and the forms in the message.
#pragma once

#include <posthaste/base/error.hpp>

#include <chrono>
#include <string_view>

namespace posthaste::mail {

// "90" (seconds), "90s", "5m", "4h", "5d", "1w", "1h30m", "2 hours", "1 hour 30 minutes": the larger unit first, each
// once, in whole numbers. From 0 to ten years.
[[nodiscard]] Result<std::chrono::seconds> parse_duration(std::string_view text);

// A moment from a minute before `now` (so that the minute that has just begun can be named) to ten years after it:
//     2026-12-24T18:00:00+01:00         RFC 3339, with its zone
//     2026-12-24 18:00                  local time, seconds may follow; T in place of the space, too
//     18:00, today 18:00, tomorrow 8:00 18:00 alone is tomorrow's when today's has passed
//     monday 9:00, mon 9:00             the next one: today's when it is still to come
//     @1798131600                       seconds since 1970
// Local time is that of TZ. One that the clocks are put forward over does not exist, and is an error; one that they are
// put back to comes twice, and the first that has not passed is meant.
[[nodiscard]] Result<std::chrono::system_clock::time_point> parse_send_time(std::string_view text,
                                                                            std::chrono::system_clock::time_point now);

} // namespace posthaste::mail
