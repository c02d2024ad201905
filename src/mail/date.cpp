// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/mail/date.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace posthaste::mail {

namespace {

// The fixed places of "2026-11-22T01:14:48": 'd' a digit, 't' a T, everything else itself.
bool has_form(std::string_view text, std::string_view form) noexcept {
    if (text.size() < form.size())
        return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool fits = form[i] == 'd'   ? is_digit(text[i])
                          : form[i] == 't' ? to_lower(text[i]) == 't' || text[i] == ' '
                                           : text[i] == form[i];
        if (!fits)
            return false;
    }
    return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t digits) noexcept {
    int value = 0;
    for (const char c : text.substr(at, digits))
        value = value * 10 + (c - '0');
    return value;
}

// ".25" and the like.
void drop_fraction(std::string_view& rest) noexcept {
    const auto end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (rest.starts_with('.') && end > 1)
        rest.remove_prefix(end);
}

// "Z" or "+01:00": what is local is that much ahead of UTC.
std::optional<std::chrono::minutes> offset_of(std::string_view zone) noexcept {
    if (zone.size() == 1 && to_lower(zone.front()) == 'z')
        return std::chrono::minutes{0};
    const bool behind = zone.starts_with('-');
    if (zone.size() != 6 || (!behind && !zone.starts_with('+')) || !has_form(zone.substr(1), "dd:dd"))
        return std::nullopt;
    const int hours = number_at(zone, 1, 2);
    const int minutes = number_at(zone, 4, 2);
    if (hours > 23 || minutes > 59)
        return std::nullopt;
    return std::chrono::minutes{(behind ? -1 : 1) * (hours * 60 + minutes)};
}

} // namespace

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

std::optional<ZonedTime> parse_zoned_time(std::string_view text) {
    namespace chrono = std::chrono;
    constexpr std::string_view form = "dddd-dd-ddtdd:dd:dd";
    if (!has_form(text, form))
        return std::nullopt;
    auto rest = text.substr(form.size());
    drop_fraction(rest);
    const auto offset = offset_of(rest);
    const chrono::year_month_day date{chrono::year{number_at(text, 0, 4)},
                                      chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
                                      chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
    const int hour = number_at(text, 11, 2);
    const int minute = number_at(text, 14, 2);
    const int second = number_at(text, 17, 2);
    if (!offset || !date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    const auto at =
        chrono::sys_days{date} + chrono::hours{hour} + chrono::minutes{minute} + chrono::seconds{second} - *offset;
    // In UTC it may be of the year before the first or after the last that four digits can say.
    constexpr int last_year = 9999;
    const auto year = static_cast<int>(chrono::year_month_day(chrono::floor<chrono::days>(at)).year());
    return year >= 0 && year <= last_year ? std::optional(ZonedTime{at, *offset}) : std::nullopt;
}

std::optional<std::chrono::sys_seconds> parse_date_time(std::string_view text) {
    const auto zoned = parse_zoned_time(text);
    return zoned ? std::optional(zoned->at) : std::nullopt;
}

std::string format_date_time(std::chrono::sys_seconds at) {
    namespace chrono = std::chrono;
    const auto midnight = chrono::floor<chrono::days>(at);
    const chrono::year_month_day date(midnight);
    const chrono::hh_mm_ss time(at - midnight);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
}

} // namespace posthaste::mail
