// SPDX-License-Identifier: MIT
#include "field_line.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>

namespace posthaste::mail {

namespace {

bool is_ftext(char c) noexcept { return c >= '!' && c <= '~' && c != ':'; } // RFC 5322 section 3.6.8

template <std::size_t Count>
bool is_one_of(std::string_view word, const std::array<std::string_view, Count>& words) noexcept {
    return std::ranges::find(words, word) != words.end();
}

// "Thu Jan  1 00:00:00", as asctime(3) writes it; the year may have a zone before it.
bool starts_with_date(std::string_view text) noexcept {
    constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::string_view rest = " 00 00:00";
    if (text.size() < 7 + rest.size() || text[3] != ' ')
        return false;
    const auto digits = text.substr(7);
    for (std::size_t i = 0; i < rest.size(); ++i)
        if (rest[i] == '0' ? !is_digit(digits[i]) && !(i == 1 && digits[i] == ' ') : digits[i] != rest[i])
            return false;
    return is_one_of(text.substr(0, 3), weekdays) && is_one_of(text.substr(4, 3), months);
}

} // namespace

LineKind kind_of_line(std::string_view line) noexcept {
    bool damaged = false, spaced = false;
    std::size_t length = 0;
    for (const char c : line.substr(0, max_field_name_bytes)) {
        if (c == ':' && length != 0)
            return damaged ? LineKind::damaged_field : LineKind::field;
        const bool damage = c == '\r' || c == '\0';
        if (!damage && !is_space(c) && (!is_ftext(c) || spaced))
            return LineKind::other;
        if (length == 0 && is_space(c))
            return LineKind::other;
        damaged |= damage;
        spaced |= is_space(c);
        ++length;
    }
    return LineKind::other;
}

bool is_postmark(std::string_view line) noexcept {
    if (line.starts_with('>'))
        line.remove_prefix(1);
    if (!line.starts_with("From ") || line.size() > max_field_name_bytes || line.starts_with("From :"))
        return false;
    for (auto at = line.find(' ', 5); at != std::string_view::npos; at = line.find(' ', at + 1))
        if (starts_with_date(line.substr(at + 1)))
            return !has_control(line);
    return false;
}

} // namespace posthaste::mail
