// SPDX-License-Identifier: MIT
#include <posthaste/base/clock.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/mail/date.hpp>
#include <posthaste/mail/send_time.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <vector>

namespace posthaste::mail {

namespace {

namespace chrono = std::chrono;
using chrono::local_days;
using chrono::local_seconds;
using chrono::sys_seconds;

constexpr chrono::seconds farthest = chrono::years{10};
constexpr chrono::seconds grace = chrono::minutes{1};

// Takes a text apart from its front.
class Scanner {
  public:
    explicit Scanner(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] bool take(char c) noexcept {
        if (!rest_.starts_with(c))
            return false;
        rest_.remove_prefix(1);
        return true;
    }
    void skip_spaces() noexcept {
        while (take(' ')) {
        }
    }
    [[nodiscard]] std::string_view letters() noexcept {
        return front([](char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; });
    }
    // All digits that follow; what is larger than any number that has a meaning becomes `huge`.
    [[nodiscard]] std::optional<std::int64_t> number() noexcept {
        constexpr std::int64_t huge = 1'000'000'000'000;
        const auto digits = front(is_digit);
        if (digits.empty())
            return std::nullopt;
        std::int64_t value = 0;
        for (const char c : digits)
            value = std::min(value * 10 + (c - '0'), huge);
        return value;
    }
    // One of `least` to `most` digits.
    [[nodiscard]] std::optional<int> number(std::size_t least, std::size_t most) noexcept {
        const auto before = rest_.size();
        const auto value = number();
        const auto digits = before - rest_.size();
        return value && digits >= least && digits <= most ? std::optional(static_cast<int>(*value)) : std::nullopt;
    }

  private:
    template <typename Fits> std::string_view front(Fits fits) noexcept {
        const auto* end = std::ranges::find_if_not(rest_, fits);
        const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest_;
};

struct Unit {
    std::string_view name; // one of several letters may have an s behind it
    chrono::seconds length;
};
constexpr std::array units{
    Unit{"w", chrono::weeks{1}},   Unit{"week", chrono::weeks{1}},  Unit{"d", chrono::days{1}},
    Unit{"day", chrono::days{1}},  Unit{"h", chrono::hours{1}},     Unit{"hour", chrono::hours{1}},
    Unit{"m", chrono::minutes{1}}, Unit{"min", chrono::minutes{1}}, Unit{"minute", chrono::minutes{1}},
    Unit{"s", chrono::seconds{1}}, Unit{"sec", chrono::seconds{1}}, Unit{"second", chrono::seconds{1}}};

std::optional<chrono::seconds> unit_named(std::string_view word) noexcept {
    const auto* found = std::ranges::find_if(units, [&](const Unit& unit) {
        const bool several = unit.name.size() > 1 && word.size() == unit.name.size() + 1 && word.ends_with('s');
        return word.substr(0, word.size() - (several ? 1 : 0)) == unit.name;
    });
    return found == units.end() ? std::nullopt : std::optional(found->length);
}

std::unexpected<Error> no_duration(std::string_view text) {
    return fail(ErrorKind::usage,
                fmt::format("\"{}\" is no duration: use one like 90s, 5m, 1h30m, \"2 days\" or 1w", text));
}

std::unexpected<Error> no_time(std::string_view text, std::string_view why) {
    return fail(ErrorKind::usage,
                fmt::format("\"{}\" {}: use one like 2026-12-24T18:00:00+01:00, \"2026-12-24 18:00\", "
                            "18:00, \"tomorrow 8:00\", \"monday 9:00\" or @1798131600",
                            text, why));
}

// slack: how far what is not known yet, the zone, may move it.
Status check_reach(std::string_view text, sys_seconds at, sys_seconds now, chrono::seconds slack) {
    if (at + slack < now - grace)
        return no_time(text, "has passed");
    if (at - slack > now + farthest)
        return no_time(text, "is more than ten years away");
    return {};
}

local_seconds local_of(sys_seconds at) { return local_seconds{(at + SystemClock{}.utc_offset(at)).time_since_epoch()}; }

// When the clocks here show it: never, once or twice; the earlier first. mktime(3) leaves open which of the two it
// gives, so the offsets from before and after any change of the clocks are tried.
std::vector<sys_seconds> instants_of(local_seconds local) {
    const sys_seconds as_utc{local.time_since_epoch()};
    std::vector<sys_seconds> instants;
    for (const auto& nearby : {as_utc - chrono::days{1}, as_utc + chrono::days{1}}) {
        const auto at = as_utc - SystemClock{}.utc_offset(nearby);
        if (local_of(at) == local && std::ranges::find(instants, at) == instants.end())
            instants.push_back(at);
    }
    return instants;
}

std::string shown(local_seconds local) { // "2026-03-29T02:30:00"
    auto text = format_date_time(sys_seconds{local.time_since_epoch()});
    text.pop_back(); // the Z: this is not UTC
    return text;
}

struct Wish {
    local_seconds at;
    chrono::days again{0}; // when that has passed; 0: then it was a mistake
};

bool is_over(local_seconds local, sys_seconds now) {
    const auto instants = instants_of(local);
    return instants.empty() ? local <= local_of(now) : instants.back() < now - grace;
}

std::optional<chrono::seconds> take_time_of_day(Scanner& scanner) {
    const auto hour = scanner.number(1, 2);
    if (!hour || *hour > 23 || !scanner.take(':'))
        return std::nullopt;
    const auto minute = scanner.number(2, 2);
    const auto second = scanner.take(':') ? scanner.number(2, 2) : std::optional(0);
    if (!minute || *minute > 59 || !second || *second > 59)
        return std::nullopt;
    return chrono::hours{*hour} + chrono::minutes{*minute} + chrono::seconds{*second};
}

std::optional<local_days> take_date(Scanner& scanner) {
    const auto year = scanner.number(4, 4);
    if (!year || !scanner.take('-'))
        return std::nullopt;
    const auto month = scanner.number(2, 2);
    if (!month || !scanner.take('-'))
        return std::nullopt;
    const auto day = scanner.number(2, 2);
    if (!day || !(scanner.take(' ') || scanner.take('T') || scanner.take('t')))
        return std::nullopt;
    const chrono::year_month_day date{chrono::year{*year}, chrono::month{static_cast<unsigned>(*month)},
                                      chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional(local_days{date}) : std::nullopt;
}

// "tomorrow", "monday": the first day that it may mean.
std::optional<Wish> day_named(std::string_view name, local_days today) {
    constexpr std::array<std::string_view, 7> weekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                          "thursday", "friday", "saturday"};
    const auto word = lower(name);
    if (word == "today" || word == "tomorrow")
        return Wish{today + chrono::days{word == "today" ? 0 : 1}};
    const auto* found = std::ranges::find_if(
        weekdays, [&](std::string_view weekday) { return word == weekday || word == weekday.substr(0, 3); });
    if (found == weekdays.end())
        return std::nullopt;
    const chrono::weekday weekday{static_cast<unsigned>(found - weekdays.begin())};
    return Wish{today + (weekday - chrono::weekday{today}), chrono::days{7}};
}

// The day, without its time: a date, a name, or nothing at all before the time.
std::optional<Wish> take_day(Scanner& scanner, local_days today) {
    auto ahead = scanner;
    if (const auto date = take_date(ahead)) {
        scanner = ahead;
        return Wish{*date};
    }
    const auto name = scanner.letters();
    if (name.empty())
        return Wish{today, chrono::days{1}};
    return scanner.take(' ') ? day_named(name, today) : std::nullopt;
}

std::optional<Wish> parse_wish(std::string_view text, sys_seconds now) {
    Scanner scanner(text);
    auto wish = take_day(scanner, chrono::floor<chrono::days>(local_of(now)));
    if (!wish)
        return std::nullopt;
    scanner.skip_spaces();
    const auto time = take_time_of_day(scanner);
    if (!time || !scanner.at_end())
        return std::nullopt;
    wish->at += *time;
    return wish;
}

Result<sys_seconds> fulfilled(std::string_view text, const Wish& wish, sys_seconds now) {
    PH_TRY(check_reach(text, sys_seconds{wish.at.time_since_epoch()}, now, wish.again + chrono::days{1}));
    const auto local = wish.again.count() != 0 && is_over(wish.at, now) ? wish.at + wish.again : wish.at;
    const auto instants = instants_of(local);
    if (instants.empty())
        return fail(ErrorKind::usage,
                    fmt::format("\"{}\": there is no {} here, the clocks are put forward over it: use a time before or "
                                "after",
                                text, shown(local)));
    return instants.front() < now - grace ? instants.back() : instants.front();
}

std::optional<sys_seconds> parse_epoch(std::string_view text) {
    Scanner scanner(text);
    if (!scanner.take('@'))
        return std::nullopt;
    const auto seconds = scanner.number();
    return seconds && scanner.at_end() ? std::optional(sys_seconds{chrono::seconds{*seconds}}) : std::nullopt;
}

Result<sys_seconds> parse_moment(std::string_view text, sys_seconds now) {
    if (const auto at = parse_epoch(text))
        return *at;
    if (const auto at = parse_date_time(text))
        return *at;
    if (const auto wish = parse_wish(text, now))
        return fulfilled(text, *wish, now);
    return no_time(text, "is no time to send at");
}

} // namespace

Result<chrono::seconds> parse_duration(std::string_view text) {
    constexpr auto none = chrono::seconds::max();
    Scanner scanner(text);
    chrono::seconds total{0};
    chrono::seconds last_unit = none;
    do {
        const auto number = scanner.number();
        scanner.skip_spaces();
        const auto word = scanner.letters();
        const bool bare = word.empty() && scanner.at_end() && last_unit == none;
        const auto unit = bare ? chrono::seconds{1} : unit_named(word);
        if (!number || !unit || *unit >= last_unit)
            return no_duration(text);
        last_unit = *unit;
        total += *number * *unit; // a trillion weeks fit
        if (total > farthest)
            return fail(ErrorKind::usage, fmt::format("\"{}\" is longer than ten years", text));
        scanner.skip_spaces();
    } while (!scanner.at_end());
    return total;
}

Result<chrono::system_clock::time_point> parse_send_time(std::string_view text, chrono::system_clock::time_point now) {
    const auto present = chrono::floor<chrono::seconds>(now);
    PH_ASSIGN(const auto at, parse_moment(text, present));
    PH_TRY(check_reach(text, at, present, chrono::seconds{0}));
    return at;
}

} // namespace posthaste::mail
