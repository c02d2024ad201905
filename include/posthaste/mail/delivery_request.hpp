// SPDX-License-Identifier: MIT
// What a sender asks of the servers on a message's way, besides the way itself; and how it is said on the command line.
// Whether a server offers it is not known here.
#pragma once

#include <posthaste/base/error.hpp>

#include <chrono>
#include <string_view>
#include <variant>

namespace posthaste::mail {

// BY= of RFC 2852: a time to deliver within, and what is to happen to the message after it.
struct DeliverBy {
    std::chrono::seconds within{}; // over zero with returns; else it may have passed already
    bool returns = true;           // mode R, given back to the sender undelivered; else N: told of, and still delivered
    bool traced = false;           // T: the sender is told of each server that takes it
};

// RFC 4865: how long, or until when, the server is to keep the message before it sends it on.
using Hold = std::variant<std::chrono::seconds, std::chrono::sys_seconds>;

// All of these: ErrorKind::usage with the value and what it may be.
//
// "SECONDS", "SECONDS;R", "SECONDS;N", with a T after the mode; R where there is none, since a time that nobody keeps
// is not what was asked for.
[[nodiscard]] Result<DeliverBy> parse_deliver_by(std::string_view text);
// -9 to 9, the higher the more urgent (RFC 6710).
[[nodiscard]] Result<int> parse_priority(std::string_view text);
// 1 to 999999999 seconds (RFC 4865).
[[nodiscard]] Result<std::chrono::seconds> parse_hold_for(std::string_view text);
// A date of RFC 3339 that is later than now.
[[nodiscard]] Result<std::chrono::sys_seconds> parse_hold_until(std::string_view text,
                                                                std::chrono::system_clock::time_point now);

} // namespace posthaste::mail
