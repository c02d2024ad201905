// SPDX-License-Identifier: MIT
#include "sendmail_options.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::cli {

namespace {

// The old one-letter options (sendmail's OPTIONS) that callers give: alias file, error mode, read timeout and the like.
// There is no daemon: errors go to stderr and the exit status.
constexpr std::string_view letters_without_effect = "7AQTehmorsuv";

constexpr std::array<std::string_view, 9> names_without_effect{"AliasFile",      "EightBitMode",  "ErrorMode",
                                                               "LogLevel",       "MeToo",         "PrivacyOptions",
                                                               "QueueDirectory", "SevenBitInput", "Timeout"};

bool is_true(std::string_view value) noexcept { // as sendmail reads a Boolean: yes unless it begins with a no
    return value.empty() || std::string_view("fFnN0").find(value.front()) == std::string_view::npos;
}

struct ModeLetter {
    char letter;
    app::DeliveryMode mode;
};

// sendmail(8), DeliveryMode: what is deferred there waits for the queue to be run, too.
constexpr std::array delivery_modes{
    ModeLetter{'i', app::DeliveryMode::interactive},
    ModeLetter{'b', app::DeliveryMode::background},
    ModeLetter{'q', app::DeliveryMode::queue_only},
    ModeLetter{'d', app::DeliveryMode::queue_only},
};

void set_delivery(Request& request, std::string_view value, std::string_view option) {
    const auto* found = value.empty() ? delivery_modes.end()
                                      : std::ranges::find(delivery_modes, to_lower(value.front()), &ModeLetter::letter);
    if (found == delivery_modes.end())
        request.submit.warnings.push_back(fmt::format("unknown delivery mode {} is left out", option));
    else
        request.submit.delivery = found->mode;
}

struct ModeWord {
    std::string_view value;
    Mode mode;
};

// Testing and daemons, which are not here, must never send what is on stdin.
constexpr std::array modes{
    ModeWord{"m", Mode::submit}, ModeWord{"p", Mode::list_queue}, ModeWord{"i", Mode::aliases},
    ModeWord{"s", Mode::serve},  ModeWord{"v", Mode::verify},
};

} // namespace

void set_mode(Request& request, const std::string& value) {
    const auto* found = std::ranges::find(modes, std::string_view(value), &ModeWord::value);
    request.mode = found == modes.end() ? Mode::unavailable : found->mode;
    if (found == modes.end())
        request.mode_flag = "-b" + value;
}

void set_letter_option(Request& request, const std::string& value) {
    const char letter = value.empty() ? '\0' : value.front();
    if (letter == 'i')
        request.submit.ignore_dots = is_true(std::string_view(value).substr(1));
    else if (letter == 'd')
        set_delivery(request, std::string_view(value).substr(1), "-o" + value);
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
    else if (iequals(name, "DeliveryMode"))
        set_delivery(request, setting, "-O " + value);
    else if (std::ranges::none_of(names_without_effect, same))
        request.submit.warnings.push_back(fmt::format("unknown option -O {} is left out", value));
}

} // namespace posthaste::cli
