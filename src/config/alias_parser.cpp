// SPDX-License-Identifier: MIT
#include "alias_lines.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/aliases.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <set>

namespace posthaste::config {

namespace {

constexpr std::string_view include_mark = ":include:";
constexpr std::string_view fail_mark = ":fail:";

std::unexpected<Error> wrong(std::string message) { return fail(ErrorKind::config, std::move(message)); }

// nullopt: it is not quoted from its first to its last character.
std::optional<std::string> unquoted(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
        return std::nullopt;
    std::string result;
    for (std::size_t at = 1; at + 1 < text.size(); ++at) {
        if (text[at] == '"')
            return std::nullopt;
        if (text[at] == '\\' && at + 2 < text.size())
            ++at;
        result += text[at];
    }
    return result;
}

Result<AliasTarget> path_target(AliasKind kind, std::string_view path, std::string_view written) {
    if (!path.starts_with('/'))
        return wrong(fmt::format("\"{}\": the path must begin with a slash", written));
    if (has_control(path))
        return wrong(fmt::format("\"{}\" holds a control character", written));
    if (path == "/dev/null")
        return AliasTarget{AliasKind::discard, std::string(path), std::nullopt};
    return AliasTarget{kind, std::string(path), std::nullopt};
}

// It travels in the envelope of a message, as an address without a domain.
Status check_carried(const AliasTarget& target, std::string_view mark) {
    auto address = mail::Address::make(std::string(mark) + target.text, "");
    return address ? Status{} : std::unexpected(std::move(address).error());
}

Result<AliasTarget> command_target(std::string_view text) {
    const auto trimmed = trim(text);
    std::string command = unquoted(trimmed).value_or(std::string(trimmed));
    std::ranges::replace(command, '\t', ' ');
    if (trim(command).empty())
        return wrong("\"|\" without a command");
    AliasTarget target{AliasKind::command, std::move(command), std::nullopt};
    PH_TRY(check_carried(target, "|"));
    return target;
}

Result<AliasTarget> file_target(std::string_view path) {
    PH_ASSIGN(auto target, path_target(AliasKind::file, path, path));
    PH_TRY(check_carried(target, ""));
    return target;
}

// Exim's words in the place of an address.
Result<AliasTarget> marked_target(std::string_view text) {
    if (istarts_with(text, include_mark))
        return path_target(AliasKind::include, trim(text.substr(include_mark.size())), text);
    if (iequals(text, ":blackhole:"))
        return AliasTarget{AliasKind::discard, std::string(text), std::nullopt};
    if (istarts_with(text, fail_mark))
        return AliasTarget{AliasKind::refusal, std::string(trim(text.substr(fail_mark.size()))), std::nullopt};
    return wrong(fmt::format("\"{}\" is not known here: only :include:, :fail: and :blackhole: are", text));
}

Result<AliasTarget> address_target(std::string_view written, std::string_view text) {
    const bool plain = text.starts_with('\\');
    auto address = mail::Address::parse(plain ? text.substr(1) : text);
    if (!address && text.find(" #") != std::string_view::npos)
        return wrong(fmt::format("\"{}\": a comment must stand on a line of its own", written));
    if (!address)
        return std::unexpected(std::move(address).error());
    if (is_command_or_file(*address)) // "x" <|command>
        return wrong(fmt::format("\"{}\": a command or a path stands alone, or in quotes", written));
    return AliasTarget{AliasKind::address, std::string(written), *std::move(address), plain};
}

// An X.400 address in a path's clothes: /C=DE/S=Example/@gateway.example.org.
bool is_address_like_path(std::string_view text) {
    if (text.find('@') == std::string_view::npos)
        return false;
    const auto address = mail::Address::parse(text);
    return address && address->qualified();
}

Result<AliasTarget> parse_target(std::string_view written) {
    const auto inside = unquoted(written);
    const std::string_view text = inside ? std::string_view(*inside) : written;
    if (text.starts_with('|'))
        return command_target(text.substr(1));
    if (text.starts_with('/') && !is_address_like_path(text))
        return file_target(text);
    if (text.starts_with(':'))
        return marked_target(text);
    return address_target(written, text.starts_with('\\') ? text : written);
}

void add_targets(std::string_view text, const std::string& place, std::vector<AliasTarget>& targets,
                 std::vector<std::string>& problems) {
    // The reason may hold commas.
    const bool whole = istarts_with(text, fail_mark);
    for (const auto piece : whole ? std::vector{text} : split_targets(text)) {
        auto target = parse_target(piece);
        if (target)
            targets.push_back(*std::move(target));
        else
            problems.push_back(fmt::format("{}: {}", place, target.error().message));
    }
}

std::string_view kind_of_fault(std::string_view text) {
    if (text.find(" #") != std::string_view::npos)
        return "a comment must stand on a line of its own";
    return text.starts_with(':') ? "a word in colons that is not known here" : "no address";
}

void add_members(const AliasLine& line, const std::string& name, AliasList& list) {
    const auto known = list.targets.size();
    std::vector<std::string> faults;
    add_targets(line.text, {}, list.targets, faults);
    for (auto at = known; at < list.targets.size(); ++at)
        list.targets[at].line = line.number;
    if (!faults.empty())
        list.problems.push_back(fmt::format("{}:{}: {}", name, line.number, kind_of_fault(line.text)));
}

// What some editors put before a text.
std::string_view without_mark(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

// Where the name ends: at the first colon outside of quotes.
std::size_t end_of_name(std::string_view line) {
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '"' && (at == 0 || line[at - 1] != '\\'))
            quoted = !quoted;
        else if (line[at] == ':' && !quoted)
            return at;
    }
    return std::string_view::npos;
}

Result<std::string> parse_name(const AliasLine& line, std::size_t end) {
    if (line.continues)
        return wrong("the line begins with a space, and there is none that it could continue");
    if (end == std::string_view::npos)
        return wrong(fmt::format("\"{}\" is no alias: write \"name: address, address\"", line.text));
    const auto written = trim(std::string_view(line.text).substr(0, end));
    auto name = lower(unquoted(written).value_or(std::string(written)));
    if (name.empty())
        return wrong("there is no name before the colon");
    if (has_control(name))
        return wrong(fmt::format("the name \"{}\" holds a control character", name));
    if (name.find('@') != std::string::npos)
        return wrong(fmt::format("\"{}\": a name of this machine has no domain", name));
    return name;
}

void add_entry(const AliasLine& line, AliasFile& file) {
    AliasEntry entry;
    entry.place = fmt::format("{}:{}", file.path, line.number);
    const auto end = end_of_name(line.text);
    auto name = parse_name(line, end);
    if (!name) {
        file.problems.push_back(fmt::format("{}: {}", entry.place, name.error().message));
        return;
    }
    entry.name = *std::move(name);
    std::vector<std::string> faults;
    add_targets(trim(std::string_view(line.text).substr(end + 1)), entry.place, entry.targets, faults);
    if (entry.targets.empty() && faults.empty())
        faults.push_back(fmt::format("{}: \"{}\" has no address", entry.place, entry.name));
    file.problems.insert(file.problems.end(), faults.begin(), faults.end());
    if (!faults.empty())
        std::ranges::move(faults, std::back_inserter(file.faults[entry.name]));
    if (!entry.targets.empty())
        file.entries.push_back(std::move(entry));
}

void drop_doubles(AliasFile& file) {
    std::map<std::string_view, std::string_view> places;
    std::vector<AliasEntry> kept;
    std::set<const AliasEntry*> doubles;
    for (const auto& entry : file.entries) {
        const auto [first, is_first] = places.emplace(entry.name, entry.place);
        if (is_first)
            continue;
        doubles.insert(&entry);
        file.doubles.push_back(
            fmt::format("{}: \"{}\" stands at {} already, which counts", entry.place, entry.name, first->second));
    }
    for (auto& entry : file.entries)
        if (!doubles.contains(&entry))
            kept.push_back(std::move(entry));
    file.entries = std::move(kept);
}

} // namespace

AliasFile parse_aliases(std::string_view text, const std::string& name) {
    AliasFile file;
    file.path = name;
    file.size_bytes = text.size();
    for (const auto& line : alias_lines(without_mark(text), true))
        add_entry(line, file);
    drop_doubles(file);
    return file;
}

AliasList parse_alias_list(std::string_view text, const std::string& name) {
    AliasList list;
    for (const auto& line : alias_lines(without_mark(text), false))
        add_members(line, name, list);
    return list;
}

bool is_command_or_file(const mail::Address& address) noexcept {
    return !address.qualified() && (address.local().front() == '|' || address.local().front() == '/');
}

} // namespace posthaste::config
