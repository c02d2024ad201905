// SPDX-License-Identifier: MIT
// What an outcome means for a message in the queue. It differs from what a caller at a terminal is told: only what is
// about the message or its recipients ends anything; what is about the server or the account can be mended, and is
// waited for.
#pragma once

#include <posthaste/delivery/outcome.hpp>
#include <posthaste/spool/account_states.hpp>
#include <posthaste/spool/journal.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace posthaste::spool {

enum class Trouble : std::uint8_t {
    none,         // nothing that concerns other messages
    out_of_reach, // the server, or what leads to it: others would fare the same now
    account,      // a password or a certificate is refused: trying again makes it worse
    interrupted,  // we were told to stop
};

struct Settled {
    std::vector<Event> events; // at most one for each fate and its words
    Trouble trouble = Trouble::none;
    std::string why;           // of the trouble; raw
    bool mended_by_us = false; // what is wrong is on this side: it is waited for, however long that takes
};

// places: of the outcome's recipients, in their order, in the envelope of the entry.
[[nodiscard]] Settled settle(const delivery::Outcome& outcome, std::span<const std::size_t> places, Time now);

// Where the message had no turn at all, the trouble that kept it from it.
[[nodiscard]] Trouble trouble_in(const delivery::Outcome& outcome) noexcept;
[[nodiscard]] Trouble trouble_of(const Error& error) noexcept;

// Into what is known of the account. One that is held stays held, for what a person has to mend, also when its server
// is out of reach meanwhile.
void note_trouble(AccountState& state, const Settled& settled, Time not_before);

} // namespace posthaste::spool
