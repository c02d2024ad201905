// SPDX-License-Identifier: MIT
// What the command line knows, as values: for what is made from it (completions) or held against it (the manual). Taken
// from the very tables that read the command line; nothing of it is built when the program runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::cli {

enum class ValueKind : std::uint8_t {
    none,
    text,
    file,
    account,    // a name of the configuration
    message_id, // of the queue
    choice,     // one of a few words
};

// A value by what --help calls it, which is how the tables say of what kind it is: FILE, ACCOUNT, or words in lower
// case as "full|hdrs". "[=tls]" and "[INTERVAL]" are glued on, if given at all.
struct ListedValue {
    std::string name; // empty: none
    ValueKind kind = ValueKind::none;
    std::vector<std::string> choices;
    bool glued = false;
};
[[nodiscard]] ListedValue listed_value(std::string_view name);
[[nodiscard]] ListedValue listed_operand(std::string_view name); // "[ID]...": of the queue

struct ListedOption {
    std::vector<std::string> names; // "--subject", "-s"
    ListedValue value;
    std::string help;
};

struct ListedCommand {
    std::string name;    // "send"; empty: what posthaste does without one
    std::string help;    // one sentence
    ListedValue operand; // what words that are no option are
    std::vector<ListedOption> options;
    std::vector<ListedCommand> commands;
};

// All of it, as the program has it under the name of posthaste.
[[nodiscard]] ListedCommand listing();

} // namespace posthaste::cli
