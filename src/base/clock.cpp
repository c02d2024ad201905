// SPDX-License-Identifier: MIT
#include <posthaste/base/clock.hpp>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace posthaste {

std::chrono::system_clock::time_point SystemClock::now() const {
    if (const char* text = std::getenv("SOURCE_DATE_EPOCH")) {
        long long seconds = 0;
        const char* end = text + std::strlen(text);
        constexpr long long latest = 9'000'000'000; // the type counts nanoseconds and ends in 2262
        const auto [stop, error] = std::from_chars(text, end, seconds);
        if (error == std::errc{} && stop == end && seconds >= 0 && seconds <= latest)
            return std::chrono::system_clock::time_point{std::chrono::seconds{seconds}};
    }
    return std::chrono::system_clock::now();
}

std::chrono::minutes SystemClock::utc_offset(std::chrono::system_clock::time_point at) const {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
    std::tm local{};
    if (::localtime_r(&seconds, &local) == nullptr)
        return std::chrono::minutes{0};
    return std::chrono::minutes{local.tm_gmtoff / 60};
}

} // namespace posthaste
