// SPDX-License-Identifier: MIT
// What the log says of a message in all its lines: of one that is being submitted, and of one in the queue.
#pragma once

#include "delivery_log.hpp"
#include "draft.hpp"

#include <posthaste/spool/queue.hpp>

namespace posthaste::app {

// The first Message-ID of a message's header; empty: it has none that can be read. Reads the file.
[[nodiscard]] std::string message_id_in(int content, const mail::MessageFacts& facts);

[[nodiscard]] LoggedMessage logged(const Draft& draft, std::optional<uid_t> submitter,
                                   std::chrono::system_clock::time_point accepted);
[[nodiscard]] LoggedMessage logged(const spool::Claim& claim);

} // namespace posthaste::app
