// SPDX-License-Identifier: MIT
// The commands behind the first word: "check". Only the name posthaste has them; what sendmail is called with is its
// own.
#pragma once

#include <posthaste/cli/listing.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::cli {

// arguments: what is behind the word. Gives the exit status.
using Command = int (*)(std::span<const std::string> arguments);

[[nodiscard]] Command command_named(std::string_view word) noexcept; // null: there is none of this name

[[nodiscard]] std::vector<ListedCommand> command_listings();

// A text that was asked for, on stdout; the exit status.
[[nodiscard]] int print(std::string_view text);

} // namespace posthaste::cli
