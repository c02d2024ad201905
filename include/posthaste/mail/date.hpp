// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

namespace posthaste::mail {

// RFC 5322 section 3.3, English whatever the locale: "Sun, 22 Nov 2026 01:14:48 +0100".
[[nodiscard]] std::string format_date(std::chrono::system_clock::time_point at, std::chrono::minutes utc_offset);

} // namespace posthaste::mail
