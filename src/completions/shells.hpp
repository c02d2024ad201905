// SPDX-License-Identifier: MIT
// The tables of the scripts that complete the command line, one for each shell, from what cli::listing() knows. What
// stands in front of them and uses them is in frame.SHELL.
#pragma once

#include <posthaste/cli/listing.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::completions {

// A command by all its words: "queue list"; "" is posthaste without one.
struct Place {
    std::string path;
    const cli::ListedCommand* command;
};
[[nodiscard]] std::vector<Place> places(const cli::ListedCommand& root); // root must outlive it

[[nodiscard]] std::string bash(const cli::ListedCommand& root);
[[nodiscard]] std::string zsh(const cli::ListedCommand& root);
[[nodiscard]] std::string fish(const cli::ListedCommand& root);

// Flags that are taken and do nothing are not offered.
[[nodiscard]] bool is_offered(const cli::ListedOption& option) noexcept;
// text with a backslash before each of these.
[[nodiscard]] std::string escaped(std::string_view text, std::string_view these);
[[nodiscard]] std::string join(const std::vector<std::string>& words, std::string_view between);

} // namespace posthaste::completions
