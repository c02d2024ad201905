// SPDX-License-Identifier: MIT
// posthaste-listing bash|zsh|fish: the tables of that shell's completion. options, keys: what the command line and the
// configuration know, a line each, which the manual is held against.
#include "shells.hpp"

#include <posthaste/config/known_keys.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fmt/format.h>

namespace {

namespace cli = posthaste::cli;
namespace completions = posthaste::completions;

// The command, the option's names, its value: with a tab between them. A command itself has no names.
std::string options() {
    const auto root = cli::listing();
    std::string text;
    for (const auto& [path, command] : completions::places(root)) {
        text += fmt::format("{}\t\t{}\n", path, command->operand.name);
        for (const auto& option : command->options)
            text += fmt::format("{}\t{}\t{}\n", path, completions::join(option.names, ","), option.value.name);
    }
    return text;
}

std::string keys() { return completions::join(posthaste::config::known_keys(), "\n") + "\n"; }

std::string bash() { return completions::bash(cli::listing()); }
std::string zsh() { return completions::zsh(cli::listing()); }
std::string fish() { return completions::fish(cli::listing()); }

struct Form {
    std::string_view name;
    std::string (*make)();
};
constexpr std::array forms{Form{"bash", bash}, Form{"zsh", zsh}, Form{"fish", fish}, Form{"options", options},
                           Form{"keys", keys}};

} // namespace

int main(int argc, char** argv) {
    const auto* form = argc == 2 ? std::ranges::find(forms, std::string_view(argv[1]), &Form::name) : forms.end();
    if (form == forms.end()) {
        (void)std::fputs("usage: posthaste-listing bash|zsh|fish|options|keys\n", stderr);
        return 64;
    }
    return std::fputs(form->make().c_str(), stdout) < 0 || std::fflush(stdout) != 0 ? 74 : 0;
}
