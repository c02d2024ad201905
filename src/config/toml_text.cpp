// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/config/toml_text.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::config {

namespace {

bool in_bare_key(char c) { return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || is_digit(c) || c == '_' || c == '-'; }

std::string with_escapes(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        if (is_control(c))
            result += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
        else
            result += c;
    }
    return result + '"';
}

} // namespace

std::string toml_string(std::string_view text) {
    const bool has_specials = text.find_first_of("\"\\") != std::string_view::npos;
    if (has_specials && text.find('\'') == std::string_view::npos && !has_control(text))
        return fmt::format("'{}'", text);
    return with_escapes(text);
}

std::string toml_key(std::string_view key) {
    return !key.empty() && std::ranges::all_of(key, in_bare_key) ? std::string(key) : with_escapes(key);
}

std::string author_text(std::string_view name, std::string_view address) {
    constexpr std::string_view specials = "()<>[]:;@\\,.\""; // RFC 5322 section 3.2.3
    if (name.empty())
        return std::string(address);
    if (name.find_first_of(specials) == std::string_view::npos)
        return fmt::format("{} <{}>", name, address);
    std::string quoted;
    for (const char c : name) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return fmt::format("\"{}\" <{}>", quoted, address);
}

} // namespace posthaste::config
