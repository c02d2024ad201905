// SPDX-License-Identifier: MIT
#include "capabilities.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/date.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace posthaste::smtp {

namespace {

constexpr std::size_t max_mechanisms = 64;
constexpr std::size_t max_mechanism_bytes = 20; // RFC 4422 section 3.1

using Words = std::vector<std::string_view>; // of a line; the first is the keyword

Words words_of(std::string_view line) {
    Words words;
    while (!line.empty()) {
        const auto* const end = std::ranges::find_if(line, is_space);
        const auto length = static_cast<std::size_t>(end - line.begin());
        if (length > 0)
            words.push_back(line.substr(0, length));
        line.remove_prefix(std::min(length + 1, line.size()));
    }
    return words;
}

// What is not a number, or one too large to matter, is none; so is 0.
std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value == 0)
        return std::nullopt;
    return value;
}

// RFC 1870 section 4: no value or 0 means no fixed limit.
void take_size(Capabilities& capabilities, const Words& words) {
    capabilities.size = true;
    capabilities.max_bytes = words.size() < 2 ? std::nullopt : number(words[1]);
}

// RFC 2852 section 2: a list with commas, of which only the first is known.
void take_deliver_by(Capabilities& capabilities, const Words& words) {
    capabilities.deliver_by = true;
    capabilities.min_by_seconds = words.size() < 2 ? std::nullopt : number(words[1].substr(0, words[1].find(',')));
}

// RFC 4865: both limits. What cannot be read is none: the server will say so itself.
void take_future_release(Capabilities& capabilities, const Words& words) {
    capabilities.future_release = true;
    capabilities.max_hold_seconds = words.size() < 2 ? std::nullopt : number(words[1]);
    capabilities.max_hold_until = words.size() < 3 ? std::nullopt : mail::parse_date_time(words[2]);
}

// RFC 9422 section 3: NAME=VALUE each, those unknown to be ignored.
void take_limits(Capabilities& capabilities, const Words& words) {
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto name = words[i].substr(0, words[i].find('='));
        const auto value = number(words[i].substr(std::min(name.size() + 1, words[i].size())));
        if (iequals(name, "RCPTMAX"))
            capabilities.rcpt_max = value;
        else if (iequals(name, "RCPTDOMAINMAX"))
            capabilities.rcpt_domain_max = value;
        else if (iequals(name, "MAILMAX"))
            capabilities.mail_max = value;
    }
}

void add_mechanism(Capabilities& capabilities, std::string_view name) {
    if (name.empty() || name.size() > max_mechanism_bytes || capabilities.mechanisms.size() >= max_mechanisms ||
        capabilities.offers_mechanism(name))
        return;
    capabilities.mechanisms.push_back(upper(name));
}

// QUIRK: "AUTH=PLAIN LOGIN" is how servers before RFC 2554 wrote it; some send both forms, some only that.
void take_auth(Capabilities& capabilities, const Words& words) {
    capabilities.auth = true;
    add_mechanism(capabilities, words[0].substr(std::min<std::size_t>(5, words[0].size())));
    for (std::size_t i = 1; i < words.size(); ++i)
        add_mechanism(capabilities, words[i]);
}

struct Flag {
    std::string_view keyword;
    bool Capabilities::* member;
};
constexpr std::array<Flag, 8> flags{{{"PIPELINING", &Capabilities::pipelining},
                                     {"CHUNKING", &Capabilities::chunking},
                                     {"STARTTLS", &Capabilities::starttls},
                                     {"8BITMIME", &Capabilities::eight_bit_mime},
                                     {"SMTPUTF8", &Capabilities::smtp_utf8},
                                     {"DSN", &Capabilities::dsn},
                                     {"REQUIRETLS", &Capabilities::require_tls},
                                     {"MT-PRIORITY", &Capabilities::mt_priority}}};

struct Valued {
    std::string_view keyword;
    void (*take)(Capabilities& capabilities, const Words& words);
};
constexpr std::array<Valued, 5> valued{{{"SIZE", take_size},
                                        {"LIMITS", take_limits},
                                        {"DELIVERBY", take_deliver_by},
                                        {"FUTURERELEASE", take_future_release},
                                        {"AUTH", take_auth}}};

void take_line(Capabilities& capabilities, std::string_view line) {
    const auto words = words_of(line);
    if (words.empty())
        return;
    const auto keyword = words[0];
    for (const auto& flag : flags) {
        if (iequals(keyword, flag.keyword))
            capabilities.*flag.member = true;
    }
    for (const auto& each : valued) {
        if (iequals(keyword, each.keyword))
            each.take(capabilities, words);
    }
    if (istarts_with(keyword, "AUTH="))
        take_auth(capabilities, words);
}

} // namespace

Capabilities Capabilities::parse(const Reply& reply) {
    Capabilities capabilities;
    for (std::size_t i = 1; i < reply.lines.size(); ++i)
        take_line(capabilities, reply.lines[i]);
    return capabilities;
}

bool Capabilities::offers_mechanism(std::string_view name) const noexcept {
    return std::ranges::any_of(mechanisms, [name](const auto& offered) { return iequals(offered, name); });
}

} // namespace posthaste::smtp
