// SPDX-License-Identifier: MIT
#include "token.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mime/attachment_type.hpp>

#include <fmt/format.h>

namespace posthaste::mime {

namespace {

constexpr std::size_t max_line_bytes = 78; // RFC 5322 section 2.1.1
constexpr std::size_t max_given_bytes = 900;
constexpr std::string_view field_beginning = "Content-Type: ";

auto wrong(std::string_view given, std::string_view why) {
    return fail(ErrorKind::usage, fmt::format("\"{}\" is not a content type: {}", given, why));
}

std::string_view trimmed_front(std::string_view text) noexcept {
    return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

// A token or a quoted-string at the front of text, which it is taken from; nullopt: neither.
std::optional<std::string> take_value(std::string_view& text) {
    if (!text.starts_with('"')) {
        const std::string token(text.begin(), std::ranges::find_if_not(text, is_token_char));
        text.remove_prefix(token.size());
        return token.empty() ? std::nullopt : std::optional(token);
    }
    std::string value;
    for (text.remove_prefix(1); !text.empty(); text.remove_prefix(1)) {
        if (text.front() == '"') {
            text.remove_prefix(1);
            return value;
        }
        if (text.front() == '\\' && text.size() > 1)
            text.remove_prefix(1);
        value += text.front();
    }
    return std::nullopt;
}

std::string written(std::string_view value) {
    if (is_token(value))
        return std::string(value);
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

// "; name=value" at the front of rest, which it is taken from.
Result<std::string> take_parameter(std::string_view given, std::string_view& rest, std::vector<std::string>& names) {
    if (!rest.starts_with(';'))
        return wrong(given, "parameters begin with a semicolon");
    rest = trimmed_front(rest.substr(1));
    const auto equals = rest.find('=');
    const auto name = lower(rest.substr(0, equals));
    if (equals == std::string_view::npos || !is_token(name))
        return wrong(given, "a parameter is name=value");
    rest.remove_prefix(equals + 1);
    const auto value = take_value(rest);
    if (!value)
        return wrong(given, fmt::format("the value of \"{}\" is neither a word nor in quotes", name));
    if (name == "name" || name.starts_with("name*"))
        return wrong(given, "the name of the file does not belong here: give it by --attach-name");
    if (std::ranges::find(names, name) != names.end())
        return wrong(given, fmt::format("\"{}\" stands twice", name));
    rest = trimmed_front(rest);
    names.push_back(name);
    return fmt::format("{}={}", name, written(*value));
}

Status check_kind(std::string_view given, std::string_view type, std::string_view subtype) {
    if (type == "multipart")
        return wrong(given, "multipart is made of parts, and a file is one");
    if (type == "message" && subtype != "rfc822")
        return wrong(given, "of message types only message/rfc822 can be attached");
    return {};
}

} // namespace

Result<std::string> check_content_type(std::string_view given) {
    if (has_control(given) || !is_ascii(given) || given.size() > max_given_bytes)
        return wrong(given, "it holds control characters, is not ASCII, or is too long");
    auto rest = trim(given);
    const auto whole = trim(rest.substr(0, rest.find(';')));
    const auto slash = whole.find('/');
    const auto type = lower(whole.substr(0, slash));
    const auto subtype = slash == std::string_view::npos ? "" : lower(whole.substr(slash + 1));
    if (!is_token(type) || !is_token(subtype))
        return wrong(given, "it must be like \"text/plain\" or \"application/pdf\"");
    PH_TRY(check_kind(given, type, subtype));
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));

    auto out = fmt::format("{}/{}", type, subtype);
    std::size_t column = field_beginning.size() + out.size();
    for (std::vector<std::string> names; !rest.empty();) {
        PH_ASSIGN(const auto parameter, take_parameter(given, rest, names));
        const bool fold = column + 2 + parameter.size() >= max_line_bytes; // one for a semicolon behind it
        out += fold ? ";\r\n " : "; ";
        out += parameter;
        column = (fold ? 1 : column + 2) + parameter.size();
    }
    return out;
}

} // namespace posthaste::mime
