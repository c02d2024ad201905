// SPDX-License-Identifier: MIT
// The use case behind `posthaste queue run`, `sendmail -q` and `runq`: tries what waits in the queue.
#pragma once

#include <posthaste/app/exit_status.hpp>

#include <optional>
#include <string>

namespace posthaste::app {

struct QueueRunOptions {
    std::optional<std::string> config;
    bool all = false;                    // what is not due yet, too; what is held never
    bool watch = false;                  // goes on until it is ended
    std::optional<std::string> interval; // with watch: looks this often ("30m")
    bool detached = false;               // with watch: in a process of its own
    std::optional<std::string> jobs;     // messages side by side
    std::string id, recipient, sender;   // only those that contain these; empty: any
    bool trace = false;
    bool quiet = false; // says nothing of what goes on waiting
};

// 0: nothing that was due is left; 75: something is; 77: an account is held; 74 and the like: trouble of ours.
[[nodiscard]] ExitStatus run_queue(const QueueRunOptions& options);

} // namespace posthaste::app
