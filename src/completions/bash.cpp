// SPDX-License-Identifier: MIT
#include "shells.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace posthaste::completions {

namespace {

using cli::ListedCommand;
using cli::ListedOption;
using cli::ValueKind;

std::string kind_of(const cli::ListedValue& value) {
    const std::string glued = value.glued ? "glued " : "";
    switch (value.kind) {
    case ValueKind::none:
        break;
    case ValueKind::text:
        return glued + "text";
    case ValueKind::file:
        return glued + "file";
    case ValueKind::account:
        return glued + "account";
    case ValueKind::message_id:
        return glued + "message";
    case ValueKind::choice:
        return glued + "choice " + join(value.choices, " ");
    }
    return {};
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::string function(std::string_view name, std::string_view arguments, const std::string& subject,
                     const std::string& cases) {
    return fmt::format("\n_posthaste_{}() # {}\n{{\n    case {} in\n{}    esac\n}}\n", name, arguments, subject, cases);
}

std::string case_of(const std::string& pattern, const std::string& words) {
    return words.empty() ? "" : fmt::format("        {}) reply=({}) ;;\n", pattern, words);
}

std::string option_names(const ListedCommand& command) {
    std::vector<std::string> names;
    for (const auto& option : command.options)
        if (is_offered(option))
            names.insert(names.end(), option.names.begin(), option.names.end());
    return join(names, " ");
}

// The options of one kind share a line.
std::string values(const Place& place) {
    std::map<std::string, std::vector<std::string>> by_kind;
    for (const auto& option : place.command->options)
        for (const auto& name : option.names)
            if (const auto kind = kind_of(option.value); !kind.empty())
                by_kind[kind].push_back(quoted(place.path + name));
    std::string cases;
    for (const auto& [kind, patterns] : by_kind)
        cases += case_of(join(patterns, " | "), kind);
    return cases;
}

std::string command_names(const ListedCommand& command) {
    std::vector<std::string> names;
    std::ranges::transform(command.commands, std::back_inserter(names), &ListedCommand::name);
    return join(names, " ");
}

} // namespace

std::string bash(const ListedCommand& root) {
    std::string options;
    std::string values_of_all;
    std::string operands;
    std::string commands;
    for (const auto& place : places(root)) {
        options += case_of(quoted(place.path), option_names(*place.command));
        values_of_all += values(place);
        operands += case_of(quoted(place.path), kind_of(place.command->operand));
        commands += case_of(quoted(place.path), command_names(*place.command));
    }
    return function("options", "COMMAND: its options", "$1", options) +
           function("value", "COMMAND OPTION: what its value is", "$1$2", values_of_all) +
           function("operand", "COMMAND: what a word is that is no option", "$1", operands) +
           function("commands", "COMMAND: those behind it", "$1", commands);
}

} // namespace posthaste::completions
