// SPDX-License-Identifier: MIT
// A draft, or what is left of it, into the queue.
#pragma once

#include "draft.hpp"

#include <posthaste/delivery/outcome.hpp>
#include <posthaste/spool/account_states.hpp>
#include <posthaste/spool/queue.hpp>
#include <posthaste/spool/schedule.hpp>
#include <posthaste/spool/settle.hpp>

#include <vector>

namespace posthaste::app {

[[nodiscard]] spool::RetrySettings retry_settings(const config::QueueSettings& settings);

// The whole draft, whose content is used up.
[[nodiscard]] Result<spool::Claim> keep(Draft& draft, spool::Queue& queue);

// The places in the envelope of those whose message is worth keeping after a first try: those who may get it later, and
// those who wait for an account to be mended.
[[nodiscard]] std::vector<std::size_t> worth_keeping(const Draft& draft, const delivery::Outcome& outcome);

struct KeepingTools {
    spool::Queue& queue;
    spool::AccountStates& accounts;
    IdSource& ids;
};
// The draft for those, after that try: when it is tried again, and what is known of the account now.
[[nodiscard]] Result<spool::Claim> keep_rest(Draft& draft, const delivery::Outcome& outcome,
                                             const std::vector<std::size_t>& places, const KeepingTools& tools);

// An outcome that says that nobody had his turn: for an account that could not even be used.
[[nodiscard]] delivery::Outcome nobody_reached(const Draft& draft, const Error& why);

} // namespace posthaste::app
