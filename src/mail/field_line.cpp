// SPDX-License-Identifier: MIT
#include "field_line.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace posthaste::mail {

namespace {

bool is_ftext(char c) noexcept { return c >= '!' && c <= '~' && c != ':'; } // RFC 5322 section 3.6.8

bool is_weekday(std::string_view word) noexcept {
    constexpr std::array<std::string_view, 7> names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    if (word.ends_with(','))
        word.remove_suffix(1);
    return std::ranges::find(names, word) != names.end();
}

bool is_month(std::string_view word) noexcept {
    constexpr std::array<std::string_view, 12> names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return std::ranges::find(names, word) != names.end();
}

bool is_number(std::string_view word, std::size_t most_digits) noexcept {
    return !word.empty() && word.size() <= most_digits && std::ranges::all_of(word, is_digit);
}

bool is_time(std::string_view word) noexcept { // "1:02", "01:02:03"
    const auto colon = word.find(':');
    return colon != std::string_view::npos && is_number(word.substr(0, colon), 2) && word.size() >= colon + 3 &&
           is_number(word.substr(colon + 1, 2), 2);
}

// "Thu Jan  1 00:00:00 2026" of asctime(3), or "[Thu,] 1 Jan 2026 00:00:00" of RFC 5322, at the front of words.
bool begin_with_date(std::span<const std::string_view> words) noexcept {
    const bool weekday = !words.empty() && is_weekday(words[0]);
    words = words.subspan(weekday ? 1 : 0);
    if (words.size() < 3)
        return false;
    if (weekday && is_month(words[0]) && is_number(words[1], 2))
        return is_time(words[2]);
    const bool day_first = is_number(words[0], 2) && is_month(words[1]);
    return day_first && is_number(words[2], 4) && words.size() > 3 && is_time(words[3]);
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        if (end > 0)
            words.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
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

bool is_postmark(std::string_view line) {
    if (line.starts_with('>'))
        line.remove_prefix(1);
    if (!line.starts_with("From ") || line.size() > max_field_name_bytes || line.starts_with("From :"))
        return false;
    if (std::ranges::any_of(line, [](char c) { return is_control(c) && c != '\t'; }))
        return false;
    const auto words = words_of(line.substr(5));
    for (std::size_t at = 1; at < words.size(); ++at) // an address, which may hold spaces, stands first
        if (begin_with_date(std::span(words).subspan(at)))
            return true;
    return false;
}

} // namespace posthaste::mail
