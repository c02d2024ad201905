// SPDX-License-Identifier: MIT
#include "server_path.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <utility>

namespace posthaste::smtp {

namespace {

// Where the path that begins with '<' ends: behind its '>', which may stand in a quoted string as well.
std::size_t end_of_path(std::string_view text) {
    bool quoted = false;
    for (std::size_t at = 1; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\' && quoted)
            ++at;
        else if (c == '"')
            quoted = !quoted;
        else if (c == '>' && !quoted)
            return at + 1;
        else if (!quoted && (c == '<' || c == '(' || c == ')')) // no comments here, unlike in a header
            return std::string_view::npos;
    }
    return std::string_view::npos;
}

// esmtp-keyword and esmtp-value of RFC 5321 section 4.1.2; UTF-8 in values by RFC 6531 section 3.3.
bool is_keyword(std::string_view text) {
    const auto fits = [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-'; };
    return !text.empty() && text.front() != '-' && std::ranges::all_of(text, fits);
}

bool add_parameter(std::string_view word, std::vector<ServerParameter>& parameters) {
    const auto equals = word.find('=');
    ServerParameter parameter{word.substr(0, equals), std::nullopt};
    if (equals != std::string_view::npos)
        parameter.value = word.substr(equals + 1);
    const bool known =
        std::ranges::any_of(parameters, [&](const auto& other) { return iequals(other.keyword, parameter.keyword); });
    if (!is_keyword(parameter.keyword) || known || (parameter.value && parameter.value->empty()))
        return false;
    parameters.push_back(parameter);
    return true;
}

// A path without '<' and '>' is what people type, and what some old programs say.
std::size_t path_bytes(std::string_view text) {
    if (text.starts_with('<'))
        return end_of_path(text);
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    return end == 0 || text.substr(0, end).find_first_of("<>()") != std::string_view::npos ? std::string_view::npos
                                                                                           : end;
}

} // namespace

std::optional<ServerPath> parse_path(std::string_view arguments, std::string_view label) {
    constexpr std::size_t most_parameters = 20;
    if (!istarts_with(arguments, label))
        return std::nullopt;
    auto text = trim(arguments.substr(label.size())); // QUIRK: a space behind the colon is common
    const auto end = path_bytes(text);
    if (end == std::string_view::npos)
        return std::nullopt;
    const bool bracketed = text.starts_with('<');
    ServerPath path{bracketed ? trim(text.substr(1, end - 2)) : text.substr(0, end), {}};
    text.remove_prefix(end);
    if (!text.empty() && !is_space(text.front()))
        return std::nullopt;
    for (text = trim(text); !text.empty(); text = trim(text)) {
        const auto word = text.substr(0, text.find_first_of(" \t"));
        if (path.parameters.size() == most_parameters || !add_parameter(word, path.parameters))
            return std::nullopt;
        text.remove_prefix(word.size());
    }
    return path;
}

} // namespace posthaste::smtp
