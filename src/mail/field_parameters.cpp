// SPDX-License-Identifier: MIT
#include "field_words.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/percent.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::mail {

namespace {

// Where a quoted-string or comment that begins at `at` ends.
std::size_t end_of_quoted(std::string_view body, std::size_t at) noexcept {
    const char end = body[at] == '"' ? '"' : ')';
    for (++at; at < body.size(); ++at) {
        if (body[at] == '\\')
            ++at;
        else if (body[at] == end)
            return at + 1;
    }
    return body.size();
}

// Where the parameter ends that begins at `at`: at a semicolon outside quotes.
std::size_t end_of_parameter(std::string_view body, std::size_t at) noexcept {
    while (at < body.size() && body[at] != ';')
        at = body[at] == '"' || body[at] == '(' ? end_of_quoted(body, at) : at + 1;
    return std::min(at, body.size());
}

std::string unquoted(std::string_view value) {
    if (!value.starts_with('"') || !value.ends_with('"') || value.size() < 2)
        return std::string(value);
    value = value.substr(1, value.size() - 2);
    std::string out;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] == '\\' && at + 1 < value.size())
            ++at;
        if (value[at] != '\r' && value[at] != '\n')
            out += value[at];
    }
    return out;
}

// One "name=value" with white space around; as it is when it cannot be encoded, or would stand there twice then.
std::string encode_parameter(std::string_view parameter, std::string_view whole) {
    const auto equals = parameter.find('=');
    if (is_ascii(parameter) || equals == std::string_view::npos)
        return std::string(parameter);
    const auto name = trim(parameter.substr(0, equals));
    const auto value = trim(parameter.substr(equals + 1));
    const bool quoted = value.starts_with('"') && end_of_quoted(value, 0) == value.size();
    const bool plain = !value.empty() && value.find_first_of("\"() \t\r\n") == std::string_view::npos;
    const bool has_other_form = lower(whole).contains(lower(name) + "*");
    if (!is_ascii(name) || name.empty() || name.contains('*') || has_other_form || !(quoted || plain))
        return std::string(parameter);
    const auto begin = parameter.find_first_not_of(" \t\r\n");
    return fmt::format("{}{}*=UTF-8''{}{}", parameter.substr(0, begin), name, codec::percent_encode(unquoted(value)),
                       parameter.substr(static_cast<std::size_t>(value.end() - parameter.begin())));
}

} // namespace

std::string encode_parameters(std::string_view body) {
    auto at = end_of_parameter(body, 0); // the type or disposition
    std::string out(body.substr(0, at));
    while (at < body.size()) {
        const auto end = end_of_parameter(body, at + 1);
        out += ';';
        out += encode_parameter(body.substr(at + 1, end - at - 1), body);
        at = end;
    }
    return out;
}

} // namespace posthaste::mail
