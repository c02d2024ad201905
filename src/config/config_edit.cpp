// SPDX-License-Identifier: MIT
#include "toml_value.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/config_edit.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <numeric>
#include <optional>
#include <vector>

namespace posthaste::config {

namespace {

using Lines = std::vector<std::string>; // each with its end

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

std::string joined(const Lines& lines) { return std::accumulate(lines.begin(), lines.end(), std::string{}); }

Result<TomlValue> read(const std::string& text) {
    auto document = parse_toml(text);
    if (document)
        return *std::move(document);
    return fail(ErrorKind::config, fmt::format("line {}: {}", document.error().at.line, document.error().message));
}

bool is_blank(std::string_view line) { return trim(line).empty(); }
bool is_comment(std::string_view line) { return trim(line).starts_with('#'); }
bool is_header(std::string_view line) { return trim(line).starts_with('['); }

// Where the comment begins that stands right above.
std::size_t with_comment_above(const Lines& lines, std::size_t at) {
    while (at > 0 && is_comment(lines[at - 1]))
        --at;
    return at;
}

// The end of a string in one line.
std::optional<std::size_t> end_of_string(std::string_view line, std::size_t begin) {
    const char quote = begin < line.size() ? line[begin] : '\0';
    if ((quote != '"' && quote != '\'') || line.substr(begin, 3) == std::string(3, quote))
        return std::nullopt;
    for (auto at = begin + 1; at < line.size(); ++at) {
        if (quote == '"' && line[at] == '\\')
            ++at;
        else if (line[at] == quote)
            return at + 1;
    }
    return std::nullopt;
}

Result<std::string> with_value(const std::string& line, const std::string& value, std::uint32_t number) {
    const auto equals = line.find('=');
    const auto begin = equals == std::string::npos ? equals : line.find_first_not_of(" \t", equals + 1);
    const auto end = begin == std::string::npos ? std::nullopt : end_of_string(line, begin);
    if (!end)
        return fail(ErrorKind::config,
                    fmt::format("line {} cannot be changed by a program: change it by hand to {}", number, value));
    return line.substr(0, begin) + value + line.substr(*end);
}

// Keys of the document stand in front of all tables.
std::string with_new_key(const std::string& text, const std::string& line) {
    auto lines = lines_of(text);
    const auto stands = [](const std::string& each) { return !is_blank(each) && !is_comment(each); };
    const auto first = static_cast<std::size_t>(std::ranges::find_if(lines, stands) - lines.begin());
    if (first == lines.size())
        return text + (text.empty() || text.ends_with('\n') ? "" : "\n") + line;
    const auto place = static_cast<std::ptrdiff_t>(with_comment_above(lines, first));
    lines.insert(lines.begin() + place, is_header(lines[first]) ? line + "\n" : line);
    return joined(lines);
}

bool same(const TomlValue& a, const TomlValue& b) {
    if (a.key != b.key || a.kind != b.kind || a.text != b.text || a.number != b.number || a.flag != b.flag)
        return false;
    return std::ranges::equal(a.children, b.children, same);
}

TomlValue* child_of(TomlValue& table, std::string_view name) {
    const auto found = std::ranges::find(table.children, name, &TomlValue::key);
    return found == table.children.end() ? nullptr : &*found;
}

void drop(TomlValue& table, std::string_view name) {
    std::erase_if(table.children, [name](const TomlValue& child) { return child.key == name; });
}

// A table without anything in it is no table any more, once its header is gone.
TomlValue expected_without(TomlValue document, std::string_view name, bool drops_default) {
    if (auto* accounts = child_of(document, "account"); accounts != nullptr) {
        drop(*accounts, name);
        if (accounts->children.empty())
            drop(document, "account");
    }
    if (drops_default)
        drop(document, "default");
    return document;
}

void sort_children(TomlValue& value) {
    if (value.kind == TomlKind::table)
        std::ranges::sort(value.children, {}, &TomlValue::key);
    for (auto& child : value.children)
        sort_children(child);
}

bool same_document(TomlValue a, TomlValue b) {
    sort_children(a);
    sort_children(b);
    return same(a, b);
}

// From the header to the next one that is not of this account; what stands right above that belongs to it.
void cut_table(Lines& lines, std::size_t header, const std::vector<std::size_t>& own_headers) {
    auto end = header + 1;
    while (end < lines.size() && (!is_header(lines[end]) || std::ranges::find(own_headers, end) != own_headers.end()))
        ++end;
    if (end < lines.size())
        end = with_comment_above(lines, end);
    const auto begin = with_comment_above(lines, header);
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.begin() + static_cast<std::ptrdiff_t>(end));
    const bool is_last = begin == lines.size(); // nothing follows it now
    while (is_last && !lines.empty() && is_blank(lines.back()))
        lines.pop_back();
}

Status refuse_needed(const TomlValue& document, std::string_view name) {
    const auto* routes = document.find("route");
    if (routes == nullptr)
        return {};
    for (const auto& route : routes->children) {
        const auto* account = route.find("account");
        if (account != nullptr && account->text == name)
            return fail(ErrorKind::config, fmt::format("line {}: a route goes by account {}: remove the route, or name "
                                                       "another account in it",
                                                       account->at.line, name));
    }
    return {};
}

} // namespace

Result<std::string> with_key(const std::string& text, const std::string& key, const std::string& value) {
    PH_ASSIGN(const TomlValue document, read(text));
    const auto* there = document.find(key);
    if (there == nullptr)
        return with_new_key(text, fmt::format("{} = {}\n", key, value));
    auto lines = lines_of(text);
    const auto number = there->key_at.line;
    PH_ASSIGN(lines.at(number - 1), with_value(lines.at(number - 1), value, number));
    return joined(lines);
}

bool has_key(const std::string& text, std::string_view key) {
    const auto document = parse_toml(text);
    return document && document->find(key) != nullptr;
}

std::string with_tables(const std::string& text, std::string_view tables) {
    std::string result = text;
    if (!result.empty())
        result += result.ends_with('\n') ? "\n" : "\n\n";
    return result.append(tables);
}

Result<std::string> without_account(const std::string& text, std::string_view name, References references) {
    PH_ASSIGN(const TomlValue document, read(text));
    const auto* accounts = document.find("account");
    const auto* account = accounts == nullptr ? nullptr : accounts->find(name);
    if (account == nullptr)
        return fail(ErrorKind::config, fmt::format("unknown account \"{}\"", name));
    const bool judged = references == References::judged;
    if (judged)
        PH_TRY(refuse_needed(document, name));
    auto lines = lines_of(text);
    std::vector<std::size_t> own_headers;
    std::ranges::transform(account->children, std::back_inserter(own_headers),
                           [](const TomlValue& child) { return child.key_at.line - 1; });
    const std::size_t header = account->key_at.line - 1;
    const auto refusal =
        fmt::format("line {}: account {} does not stand in a table of its own: remove it by hand", header + 1, name);
    if (!is_header(lines.at(header)))
        return fail(ErrorKind::config, refusal);
    const auto* chosen = document.find("default");
    const bool drops_default = judged && chosen != nullptr && chosen->text == name;
    cut_table(lines, header, own_headers);
    if (drops_default) // which stands in front of all tables
        lines.erase(lines.begin() + (chosen->key_at.line - 1));
    auto result = joined(lines);
    const auto left = parse_toml(result);
    if (!left || !same_document(*left, expected_without(document, name, drops_default)))
        return fail(ErrorKind::config, refusal);
    return result;
}

} // namespace posthaste::config
