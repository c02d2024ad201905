// SPDX-License-Identifier: MIT
#include "log_keys.hpp"

#include "key_table.hpp"

#include <array>

namespace posthaste::config {

namespace {

KeyStatus set_syslog(LogSettings& log, const TomlValue& value) {
    log.syslog = value.flag;
    return {};
}

// Programs call us from any directory, and what works in the background has left it.
KeyStatus set_file(LogSettings& log, const TomlValue& value) {
    if (!value.text.starts_with('/') && !value.text.starts_with("~/"))
        return fail_at(value.at, fmt::format("file = \"{}\": must begin with / or ~/", value.text));
    log.file = value.text;
    return {};
}

KeyStatus set_format(LogSettings& log, const TomlValue& value) {
    if (value.text != "logfmt" && value.text != "json")
        return fail_at(value.at, fmt::format(R"(format = "{}": must be "logfmt" or "json")", value.text));
    log.format = value.text == "json" ? LogFormat::json : LogFormat::logfmt;
    return {};
}

constexpr std::array<Key<LogSettings>, 3> log_keys{{
    {"syslog", TomlKind::boolean, set_syslog},
    {"file", TomlKind::string, set_file},
    {"format", TomlKind::string, set_format},
}};

} // namespace

std::vector<std::string> log_key_names() { return key_names(std::span<const Key<LogSettings>>(log_keys)); }

KeyStatus apply_log(LogSettings& log, const TomlValue& value) {
    return apply_table(log, value, std::span<const Key<LogSettings>>(log_keys));
}

} // namespace posthaste::config
