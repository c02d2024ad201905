// SPDX-License-Identifier: MIT
// What groups of commands ("queue list", "account add") have in common. A command of a table has at least a name, a bit
// that says which options it has, the words behind it and one sentence of help.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/cli/listing.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace posthaste::cli {

// Null: there is none of that name.
template <typename Table> auto find_command(const Table& commands, std::string_view word) -> decltype(commands.data()) {
    const auto found = std::ranges::find(commands, word, &Table::value_type::name);
    return found == commands.end() ? nullptr : &*found;
}

// The first word, which is taken away. ErrorKind::usage when it is no command, with the nearest.
template <typename Table> auto take_command(std::string_view group, const Table& commands,
                                            std::vector<std::string>& words) -> Result<decltype(commands.data())> {
    if (const auto* found = find_command(commands, words.front()); found != nullptr) {
        words.erase(words.begin());
        return found;
    }
    std::vector<std::string_view> names;
    std::ranges::transform(commands, std::back_inserter(names), &Table::value_type::name);
    const auto near = nearest(words.front(), names);
    return fail(ErrorKind::usage, fmt::format("unknown command {} {}; {}", group, words.front(),
                                              near.empty() ? fmt::format("see posthaste {} --help", group)
                                                           : fmt::format("did you mean {}?", near)));
}

// options: the command's own, as OptionParser::options_help() has them.
template <typename Command>
std::string help_of_command(std::string_view group, const Command& command, std::string_view options) {
    return fmt::format("usage: posthaste {} {} [OPTION]...{}{}\n\n{}{}.\n{}", group, command.name,
                       command.words.empty() ? "" : " ", command.words, upper(command.help.substr(0, 1)),
                       command.help.substr(1), options);
}

template <typename Table> std::string help_of_commands(const Table& commands) {
    std::string text = "Commands:\n";
    for (const auto& command : commands)
        text += fmt::format("  {:<34}{}\n", fmt::format("{} {}", command.name, command.words), command.help);
    return text;
}

// parser_for: an OptionParser with the options of that bit.
template <typename Table, typename ParserFor>
std::vector<ListedCommand> list_commands(const Table& commands, ParserFor parser_for) {
    std::vector<ListedCommand> listed;
    for (const auto& command : commands)
        listed.push_back({std::string(command.name),
                          std::string(command.help),
                          listed_operand(command.words),
                          parser_for(command.bit).listed_options(),
                          {}});
    return listed;
}

// The first option that was given and is not the command's; null: none. parser: has parsed.
template <typename Parser, typename Options>
const char* out_of_place(const Parser& parser, const Options& options, unsigned bit) {
    const auto found = std::ranges::find_if(
        options, [&](const auto& each) { return (each.commands & bit) == 0 && parser.app.count(each.name) > 0; });
    return found == options.end() ? nullptr : found->name;
}

} // namespace posthaste::cli
