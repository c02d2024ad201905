// SPDX-License-Identifier: MIT
#include <posthaste/mail/date.hpp>

#include <array>
#include <fmt/format.h>
#include <string_view>

namespace posthaste::mail {

std::string format_date(std::chrono::system_clock::time_point at, std::chrono::minutes utc_offset) {
    namespace chrono = std::chrono;
    constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto local = chrono::floor<chrono::seconds>(at) + utc_offset;
    const auto midnight = chrono::floor<chrono::days>(local);
    const chrono::year_month_day date(midnight);
    const chrono::hh_mm_ss time(local - midnight);
    const auto offset = chrono::abs(utc_offset);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}",
                       weekdays[chrono::weekday(midnight).c_encoding()], static_cast<unsigned>(date.day()),
                       months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       utc_offset.count() < 0 ? '-' : '+', offset.count() / 60, offset.count() % 60);
}

} // namespace posthaste::mail
