// SPDX-License-Identifier: MIT
#include "shells.hpp"

#include <fmt/format.h>

namespace posthaste::completions {

namespace {

using cli::ListedCommand;
using cli::ListedOption;
using cli::ListedValue;
using cli::ValueKind;

std::string quoted(std::string_view text) { return "'" + escaped(text, "'\\") + "'"; }

// -x: a value, and no file; -rF: a file.
std::string value_words(const ListedValue& value) {
    switch (value.kind) {
    case ValueKind::none:
        break;
    case ValueKind::text:
        return value.glued ? "" : " -x";
    case ValueKind::file:
        return " -rF";
    case ValueKind::account:
        return " -xa '(__posthaste_accounts)'";
    case ValueKind::message_id:
        return " -xa '(__posthaste_messages)'";
    case ValueKind::choice:
        return fmt::format(" {} '{}'", value.glued ? "-fa" : "-xa", join(value.choices, " "));
    }
    return {};
}

std::string names_of(const ListedOption& option) {
    std::string text;
    for (const auto& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    return text;
}

std::string options(const Place& place) {
    std::string text;
    for (const auto& option : place.command->options)
        if (is_offered(option))
            text += fmt::format("complete -c posthaste -n '__posthaste_at \"{}\"'{}{} -d {}\n", place.path,
                                names_of(option), value_words(option.value), quoted(option.help));
    return text;
}

std::string commands(const Place& place) {
    std::string text;
    for (const auto& each : place.command->commands)
        text += fmt::format("complete -c posthaste -n '__posthaste_before_command \"{}\"' -a {} -d {}\n", place.path,
                            each.name, quoted(each.help));
    return text;
}

// The options of which the next word is the value, behind their command.
std::string valued(const Place& place) {
    std::string text;
    for (const auto& option : place.command->options)
        for (const auto& name : option.names)
            if (option.value.kind != ValueKind::none && !option.value.glued)
                text += fmt::format("    echo {}\n", quoted(place.path + name));
    return text;
}

std::string operands(const Place& place) {
    const auto kind = place.command->operand.kind;
    if (!place.command->commands.empty() || kind == ValueKind::none || kind == ValueKind::text)
        return {};
    return fmt::format("complete -c posthaste -n '__posthaste_at \"{}\"'{}\n", place.path,
                       value_words(place.command->operand));
}

} // namespace

std::string fish(const ListedCommand& root) {
    std::string known;
    std::string with_value;
    std::string text;
    for (const auto& place : places(root)) {
        with_value += place.path.empty() ? "" : valued(place);
        known += fmt::format("    echo {}\n", quoted(place.path));
        text += commands(place) + options(place) + operands(place);
    }
    return "\nfunction __posthaste_known\n" + known + "end\n\nfunction __posthaste_valued\n" + with_value + "end\n\n" +
           text;
}

} // namespace posthaste::completions
