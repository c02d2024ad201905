// SPDX-License-Identifier: MIT
// One change made to many entries, each under its lock, and what became of it.
#pragma once

#include "queue_desk.hpp"
#include "queue_selection.hpp"

#include <posthaste/base/error.hpp>

#include <string_view>

namespace posthaste::app {

struct QueueChange {
    std::string_view verb; // for questions: "remove 3 messages?"
    std::string_view done; // "removed"
    bool skips_held = false;
    bool asks = false; // whether a person is asked first
    // now: of the change; at: the time that it is about, if any. What it appends is on the disk when it returns.
    Status (*apply)(spool::Queue& queue, spool::Claim claim, spool::Time now, spool::Time at);
};

// ErrorKind::usage when nothing was named, or too much without a person to ask. after: said behind "3 messages held".
[[nodiscard]] Result<ExitStatus> change_entries(const QueueDesk& desk, const QueueOptions& options,
                                                const QueueChange& change, spool::Time at, std::string_view after = {});

} // namespace posthaste::app
