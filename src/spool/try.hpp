// SPDX-License-Identifier: MIT
// One try of one entry, while it lasts.
#pragma once

#include <posthaste/spool/runner.hpp>

#include <string>
#include <string_view>

namespace posthaste::spool {

struct Runner::Try {
    Claim claim;
    RunReport& report;
    bool over = false;        // nothing more is to be done with the entry
    bool interrupted = false; // we were told to stop: it is due again at once
};

// Whether a run with these options is to try it.
[[nodiscard]] bool is_wanted(const Seen& seen, const RunOptions& options, Time now, const RetrySettings& settings);
// The places in the envelope of those who are still open; of those who failed and of whom the sender was not told.
[[nodiscard]] std::vector<std::size_t> open_places(const State& state);
[[nodiscard]] std::vector<std::size_t> untold_failures(const State& state);
// Whether the time that the sender gave for it (RFC 2852) is over, and it is to come back to him then.
[[nodiscard]] bool is_too_late(const Entry& entry, Time now);
// For the transport: to the open recipients, with a descriptor of its own.
[[nodiscard]] Result<mail::PreparedMessage> message_for(const Claim& claim, const std::vector<std::size_t>& places,
                                                        Time now);
// RFC 3461 section 4.1: whether the sender wants to hear of a failure, or of a delay.
[[nodiscard]] bool wants_failures(const mail::Envelope& envelope);
[[nodiscard]] bool wants_delays(const mail::Envelope& envelope);
// That the messages of a route wait, and until when; raw.
[[nodiscard]] std::string words_of_hold(std::string_view route, std::string_view why);

} // namespace posthaste::spool
