// SPDX-License-Identifier: MIT
#include "queue_units.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

constexpr std::string_view placeholder = "@PH_PROGRAM@";
constexpr std::string_view seal_begin = "# Written by \"posthaste queue install\", which leaves it alone once it is "
                                        "changed. SHA-256 of what is above: ";

std::string filled(std::string_view text, std::string_view program) {
    std::string result(text);
    const auto at = result.find(placeholder);
    return at == std::string::npos ? result : result.replace(at, placeholder.size(), program);
}

std::string with_percent(std::string_view text, std::string_view percent) {
    std::string result;
    for (const char c : text)
        result.append(c == '%' ? percent : std::string_view(&c, 1));
    return result;
}

bool is_plain(std::string_view path) {
    constexpr std::string_view others = "/._+-%";
    return std::ranges::all_of(path, [&](char c) {
        return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || others.find(c) != std::string_view::npos;
    });
}

// systemd.service(5): a word in quotes, and % begins a specifier.
std::string for_systemd(std::string_view path) {
    const auto text = with_percent(path, "%%");
    return is_plain(path) ? text : fmt::format("\"{}\"", text);
}

// crontab(5): % ends the command wherever it stands; the rest is the shell's.
std::string for_cron(std::string_view path) {
    const auto text = with_percent(path, "\\%");
    return is_plain(path) ? text : fmt::format("'{}'", text);
}

Result<std::string> seal_of(std::string_view text) {
    PH_ASSIGN(const auto hash, digest(Hash::sha256, text));
    return fmt::format("{}{}\n", seal_begin, hex(hash));
}

} // namespace

// QUIRK: systemd (252) refuses programs with quotes or a backslash in their path, however they are written.
Result<std::array<Unit, 2>> queue_units(std::string_view program) {
    if (has_control(program) || program.find_first_of("\"'\\") != std::string_view::npos)
        return fail(ErrorKind::cannot_create,
                    fmt::format("systemd runs no program with a quote, a backslash or a control character in its path: "
                                "move \"{}\"",
                                program));
    return std::array{Unit{"posthaste-queue.service", filled(queue_service_text, for_systemd(program))},
                      Unit{"posthaste-queue.timer", std::string(queue_timer_text)}};
}

std::string queue_crontab(std::string_view program) { return filled(crontab_text, for_cron(program)); }

Result<std::string> sealed(std::string_view text) {
    PH_ASSIGN(const auto seal, seal_of(text));
    return std::string(text) + seal;
}

bool has_whole_seal(std::string_view text) {
    const auto at = text.rfind(seal_begin);
    if (at == std::string_view::npos)
        return false;
    const auto seal = seal_of(text.substr(0, at));
    return seal && text.substr(at) == *seal;
}

} // namespace posthaste::app
