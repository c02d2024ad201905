// SPDX-License-Identifier: MIT
#include "shells.hpp"

#include <posthaste/base/text.hpp>

#include <fmt/format.h>

namespace posthaste::completions {

namespace {

using cli::ListedCommand;
using cli::ListedOption;
using cli::ListedValue;
using cli::ValueKind;

// All for between '...'.
std::string quoted(std::string_view text, std::string_view special) {
    std::string result;
    for (const char c : escaped(text, special)) {
        if (c == '\'')
            result += "'\\'";
        result += c;
    }
    return result;
}

std::string action(const ListedValue& value) {
    switch (value.kind) {
    case ValueKind::none:
    case ValueKind::text:
        break;
    case ValueKind::file:
        return "_files";
    case ValueKind::account:
        return "_posthaste_accounts";
    case ValueKind::message_id:
        return "_posthaste_messages";
    case ValueKind::choice:
        return fmt::format("({})", join(value.choices, " "));
    }
    return " ";
}

// "--tls=" and "-f+": the value is glued on or the next word; "--trace=-": it is glued on or missing.
std::string with_mark(const std::string& name, const ListedValue& value) {
    if (value.kind == ValueKind::none)
        return name;
    const bool is_long = name.starts_with("--");
    if (value.glued)
        return name + (is_long ? "=-" : "-");
    return name + (is_long ? "=" : "+");
}

std::string specification(const ListedOption& option, const std::string& name) {
    const auto& value = option.value;
    std::string text = fmt::format("'*{}[{}]", with_mark(name, value), quoted(option.help, "[]:\\"));
    if (value.kind != ValueKind::none)
        text += fmt::format("{}:{}:{}", value.glued ? ":" : "", quoted(value.name, ":\\"), action(value));
    return text + "'";
}

std::string specifications(const ListedCommand& command) {
    std::string text;
    for (const auto& option : command.options)
        for (const auto& name : option.names)
            text += is_offered(option) ? fmt::format(" \\\n    {}", specification(option, name)) : "";
    return text;
}

std::string described_commands(const std::string& name, const ListedCommand& command) {
    std::string text = fmt::format("\n{}() {{\n  local -a commands=(\n", name);
    for (const auto& each : command.commands)
        text += fmt::format("    '{}:{}'\n", each.name, quoted(each.help, ":\\"));
    return text + "  )\n  _describe -t commands command commands\n}\n";
}

std::string plain(const std::string& name, const ListedCommand& command) {
    const auto& operand = command.operand;
    const auto operands = operand.name.empty()
                              ? std::string{}
                              : fmt::format(" \\\n    '*:{}:{}'", quoted(lower(operand.name), ":\\"), action(operand));
    return fmt::format("\n{}() {{\n  _arguments -s -S{}{}\n}}\n", name, specifications(command), operands);
}

// A command with commands behind it: the first word that is no option.
std::string with_commands(const std::string& name, const ListedCommand& command) {
    auto text = described_commands(name + "_commands", command);
    for (const auto& each : command.commands)
        text += plain(fmt::format("{}_{}", name, each.name), each);
    return text + fmt::format("\n{0}() {{\n  _arguments -C -s -S{1} \\\n    '1:command:{0}_commands' \\\n"
                              "    '*:: :->behind'\n  [[ $state == behind ]] && (( $+functions[{0}_$words[1]] )) && "
                              "{0}_$words[1]\n}}\n",
                              name, specifications(command));
}

} // namespace

std::string zsh(const ListedCommand& root) {
    auto text = described_commands("_posthaste_commands", root);
    text += plain("_posthaste_without_command", root);
    for (const auto& command : root.commands) {
        const auto name = "_posthaste_of_" + command.name;
        text += command.commands.empty() ? plain(name, command) : with_commands(name, command);
    }
    return text + "\n_posthaste \"$@\"\n";
}

} // namespace posthaste::completions
