// SPDX-License-Identifier: MIT
#include "queue_words.hpp"

#include "queue_selection.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/date.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct LocalTime {
    chrono::year_month_day date;
    chrono::weekday weekday;
    int hour, minute;

    [[nodiscard]] std::string_view month_name() const { return months.at(unsigned{date.month()} - 1); }
    [[nodiscard]] unsigned day() const { return unsigned{date.day()}; }
    [[nodiscard]] int year() const { return int{date.year()}; }
};

LocalTime local_time(spool::Time at, const Clock& clock) {
    const auto local = chrono::floor<chrono::minutes>(at) + clock.utc_offset(at);
    const auto day = chrono::floor<chrono::days>(local);
    const auto minutes = static_cast<int>((local - day).count());
    return {chrono::year_month_day{day}, chrono::weekday{day}, minutes / 60, minutes % 60};
}

// Lines of a reply as one.
std::string in_one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c == '\r' || c == '\n'; }, ' ');
    return text;
}

// As an argument that can be copied from the screen.
std::string for_a_shell(const std::string& word) {
    const auto is_plain = [](char c) {
        return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || std::string_view("._-:/@").contains(c);
    };
    if (!word.empty() && std::ranges::all_of(word, is_plain))
        return word;
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return quoted + "'";
}

const spool::RecipientState* last_spoken_of(const spool::State& state, spool::Place place) {
    const spool::RecipientState* last = nullptr;
    for (const auto& recipient : state.recipients) {
        if (concerns(place, recipient) && !recipient.words.empty() &&
            (last == nullptr || recipient.last_try > last->last_try))
            last = &recipient;
    }
    return last;
}

} // namespace

std::string span_text(chrono::microseconds span) {
    const auto seconds = std::max<std::int64_t>(chrono::duration_cast<chrono::seconds>(span).count(), 0);
    constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;
    if (seconds < minute)
        return fmt::format("{}s", seconds);
    if (seconds < hour)
        return fmt::format("{}m", seconds / minute);
    return seconds < day ? fmt::format("{}h", seconds / hour) : fmt::format("{}d", seconds / day);
}

std::string size_text(std::uint64_t bytes) {
    constexpr std::uint64_t kilo = 1024;
    if (bytes < kilo)
        return fmt::format("{}", bytes);
    auto tenths = bytes * 10 / kilo;
    std::string_view units = "KMGTP";
    while (tenths >= kilo * 10 && units.size() > 1) {
        tenths /= kilo;
        units.remove_prefix(1);
    }
    return tenths < 100 ? fmt::format("{}.{}{}", tenths / 10, tenths % 10, units.front())
                        : fmt::format("{}{}", tenths / 10, units.front());
}

std::string count_text(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string local_minute(spool::Time at, const Clock& clock) {
    const auto local = local_time(at, clock);
    return fmt::format("{} {} {} {:02}:{:02}", local.day(), local.month_name(), local.year(), local.hour, local.minute);
}

std::string when_text(spool::Time at, const Clock& clock) {
    const auto now = chrono::floor<chrono::microseconds>(clock.now());
    if (at <= now)
        return "now";
    if (at - now < chrono::days{1})
        return fmt::format("in {}", span_text(at - now));
    const auto local = local_time(at, clock);
    if (local.year() != local_time(now, clock).year())
        return local_minute(at, clock);
    return fmt::format("{} {} {:02}:{:02}", local.day(), local.month_name(), local.hour, local.minute);
}

std::string classic_date(spool::Time at, const Clock& clock) {
    const auto local = local_time(at, clock);
    return fmt::format("{} {} {:2} {:02}:{:02}", weekdays.at(local.weekday.c_encoding()), local.month_name(),
                       local.day(), local.hour, local.minute);
}

std::string utc_text(spool::Time at) { return mail::format_date_time(chrono::floor<chrono::seconds>(at)); }

const spool::AccountState* TroubledAccounts::of(const std::string& route) const {
    const auto found = std::ranges::find(states_, route, &spool::AccountState::route);
    return found == states_.end() ? nullptr : &*found;
}

std::vector<std::string> TroubledAccounts::lines() const {
    std::vector<std::string> lines;
    for (const auto& state : states_) {
        if (state.held)
            lines.push_back(fmt::format(
                "{} is held since {}, its messages wait: {}; when that is mended: posthaste queue release --account {}",
                route_text(state.route), utc_text(state.since), in_one_line(state.words), for_a_shell(state.route)));
    }
    return lines;
}

std::string route_text(const std::string& route) {
    return route.empty() ? "local mail" : fmt::format("account {}", route);
}

spool::Time next_try(const spool::State& state, const spool::AccountState* account) {
    return account == nullptr ? state.next_try : std::max(state.next_try, account->not_before);
}

std::string next_text(const spool::State& state, const spool::AccountState* account, const Clock& clock) {
    if (state.held)
        return "held";
    if (account != nullptr && account->held)
        return "account held";
    return when_text(next_try(state, account), clock);
}

// While an account is out of reach its entries are not tried, so that what they have to say is old.
std::string last_words(const spool::Seen& seen, spool::Place place, const spool::AccountState* account) {
    if (seen.state.held)
        return in_one_line(seen.state.held_why);
    const auto* last = last_spoken_of(seen.state, place);
    const bool by_account = place == spool::Place::queue && account != nullptr && !account->words.empty() &&
                            (last == nullptr || last->last_try < account->since);
    if (by_account)
        return in_one_line(account->words);
    return last == nullptr ? std::string{} : in_one_line(last->words);
}

std::string recipients_left(const spool::Seen& seen, spool::Place place) {
    std::string first;
    std::size_t count = 0;
    const auto& recipients = seen.entry.envelope.recipients;
    for (std::size_t i = 0; i < std::min(recipients.size(), seen.state.recipients.size()); ++i) {
        if (concerns(place, seen.state.recipients[i]) && ++count == 1)
            first = recipients[i].text();
    }
    return count < 2 ? first : fmt::format("{} +{}", first, count - 1);
}

} // namespace posthaste::app
