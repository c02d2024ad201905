// SPDX-License-Identifier: MIT
#include "toml_value.hpp"

#include "toml_library.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace posthaste::config {

namespace {

// The configuration is four tables deep at most. Dotted keys nest without a limit of the parser's own, and a tree is
// freed by recursion, so that a hostile line could use up the stack.
constexpr int max_depth = 32;
constexpr std::ptrdiff_t max_dots_in_line = 256;

TextPosition position(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

bool earlier(const TomlValue& a, const TomlValue& b) {
    return std::tie(a.key_at.line, a.key_at.column) < std::tie(b.key_at.line, b.key_at.column);
}

std::expected<TomlValue, KeyError> convert(const toml::node& node, int depth);

KeyStatus convert_table(const toml::table& table, TomlValue& result, int depth) {
    result.kind = TomlKind::table;
    for (const auto& [key, node] : table) {
        auto child = convert(node, depth + 1);
        if (!child)
            return std::unexpected(std::move(child).error());
        child->key = key.str();
        child->key_at = position(key.source());
        result.children.push_back(*std::move(child));
    }
    std::ranges::sort(result.children, earlier); // the library sorts by name
    return {};
}

KeyStatus convert_array(const toml::array& array, TomlValue& result, int depth) {
    result.kind = TomlKind::array;
    for (const auto& node : array) {
        auto child = convert(node, depth + 1);
        if (!child)
            return std::unexpected(std::move(child).error());
        result.children.push_back(*std::move(child));
    }
    return {};
}

KeyStatus convert_into(const toml::node& node, TomlValue& result, int depth) {
    if (const auto* table = node.as_table())
        return convert_table(*table, result, depth);
    if (const auto* array = node.as_array())
        return convert_array(*array, result, depth);
    if (const auto* text = node.as_string()) {
        result.kind = TomlKind::string;
        result.text = text->get();
    } else if (const auto* number = node.as_integer()) {
        result.kind = TomlKind::integer;
        result.number = number->get();
    } else if (const auto* flag = node.as_boolean()) {
        result.kind = TomlKind::boolean;
        result.flag = flag->get();
    }
    return {};
}

std::expected<TomlValue, KeyError> convert(const toml::node& node, int depth) {
    TomlValue result;
    result.at = position(node.source());
    if (depth > max_depth)
        return fail_at(result.at, "tables are nested too deep");
    if (auto converted = convert_into(node, result, depth); !converted)
        return std::unexpected(std::move(converted).error());
    return result;
}

// Dots outside quotes and before a comment.
std::ptrdiff_t dots_of_keys(std::string_view line) noexcept {
    std::ptrdiff_t dots = 0;
    char quote = '\0';
    for (const char c : line) {
        if (quote == '\0' && c == '#')
            break;
        if (c == quote)
            quote = '\0';
        else if (quote == '\0' && (c == '"' || c == '\''))
            quote = c;
        dots += quote == '\0' && c == '.' ? 1 : 0;
    }
    return dots;
}

KeyStatus check_dots(std::string_view text) {
    for (std::uint32_t line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        if (dots_of_keys(text.substr(0, end)) > max_dots_in_line)
            return fail_at({line, 1}, "tables are nested too deep");
        text.remove_prefix(end);
    }
    return {};
}

// Without what the library saw: it may be the beginning of a password that was not put in quotes.
std::string discreet(std::string_view description) {
    return std::string(description.substr(0, description.find(", saw '")));
}

} // namespace

const TomlValue* TomlValue::find(std::string_view name) const noexcept {
    const auto found = std::ranges::find(children, name, &TomlValue::key);
    return found == children.end() ? nullptr : &*found;
}

std::string_view describe(TomlKind kind) noexcept {
    static constexpr std::array<std::string_view, 6> names{"a string", "a whole number", "true or false",
                                                           "a table",  "an array",       "a date or a fraction"};
    return names.at(static_cast<std::size_t>(kind));
}

std::expected<TomlValue, KeyError> parse_toml(std::string_view text) {
    if (auto checked = check_dots(text); !checked)
        return std::unexpected(std::move(checked).error());
    const auto parsed = toml::parse(text, std::string_view{});
    if (!parsed)
        return fail_at(position(parsed.error().source()), discreet(parsed.error().description()));
    return convert(parsed.table(), 0);
}

} // namespace posthaste::config
