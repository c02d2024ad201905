// SPDX-License-Identifier: MIT
// What became of a message, in words for people: cause, the server's own words, whom it concerns, what to do next.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/delivery/outcome.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::app {

enum class Leftovers : std::uint8_t { dropped, queued }; // what becomes of those who may get it later

// One line for each group of recipients that shares a fate; nothing for those who have the message. The text may hold
// words from outside: it is passed through printable().
[[nodiscard]] std::string describe(const delivery::Outcome& outcome, Leftovers leftovers = Leftovers::dropped);

// What to do about a recipient's fate: what is known of the provider, else of the step. May be empty, for errors that
// say it themselves.
[[nodiscard]] std::string_view next_step(const delivery::RecipientOutcome& outcome);

// "posthaste: TEXT" on a line of its own; what cannot be written is lost, there is nowhere else to say it.
void say(ByteSink& errors, std::string_view text);

} // namespace posthaste::app
