// SPDX-License-Identifier: MIT
#include "sendmail_options.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::cli {

namespace {

// The old one-letter options (sendmail's OPTIONS) that callers give: alias file, delivery mode, error mode, read
// timeout and the like. There is no queue and no daemon: -odb and -odq send at once, errors go to stderr and the exit
// status.
constexpr std::string_view letters_without_effect = "7AQTdehmorsuv";

constexpr std::array<std::string_view, 10> names_without_effect{
    "AliasFile", "DeliveryMode",   "EightBitMode",   "ErrorMode",     "LogLevel",
    "MeToo",     "PrivacyOptions", "QueueDirectory", "SevenBitInput", "Timeout"};

bool is_true(std::string_view value) noexcept { // as sendmail reads a Boolean: yes unless it begins with a no
    return value.empty() || std::string_view("fFnN0").find(value.front()) == std::string_view::npos;
}

} // namespace

void set_mode(Request& request, const std::string& value) {
    if (value == "m") {
        request.mode = Mode::submit;
    } else if (value == "p") {
        request.mode = Mode::list_queue;
    } else if (value == "i") {
        request.mode = Mode::aliases;
    } else { // verifying, testing and daemons must never send what is on stdin
        request.mode = Mode::unavailable;
        request.mode_flag = "-b" + value;
    }
}

void set_letter_option(Request& request, const std::string& value) {
    const char letter = value.empty() ? '\0' : value.front();
    if (letter == 'i')
        request.submit.ignore_dots = is_true(std::string_view(value).substr(1));
    else if (letter == '\0' || letters_without_effect.find(letter) == std::string_view::npos)
        request.submit.warnings.push_back(fmt::format("unknown option -o{} is left out", value));
}

void set_named_option(Request& request, const std::string& value) {
    const auto equals = std::min(value.find('='), value.size());
    const auto name = trim(std::string_view(value).substr(0, equals));
    const auto setting = trim(std::string_view(value).substr(std::min(equals + 1, value.size())));
    const auto same = [name](std::string_view known) { return iequals(name.substr(0, name.find('.')), known); };
    if (iequals(name, "IgnoreDots"))
        request.submit.ignore_dots = is_true(setting);
    else if (std::ranges::none_of(names_without_effect, same))
        request.submit.warnings.push_back(fmt::format("unknown option -O {} is left out", value));
}

} // namespace posthaste::cli
