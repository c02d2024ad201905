// SPDX-License-Identifier: MIT
// The use case behind `posthaste queue install`: has the user's systemd run the queue every five minutes.
#pragma once

#include <posthaste/app/exit_status.hpp>

namespace posthaste::app {

struct QueueInstallOptions {
    bool print = false; // what would be done, a line for cron included, on stdout; nothing is done
    bool quiet = false; // say nothing when all is well
};

// Writes posthaste-queue.service and .timer, with this very program in them, into the user's units, and switches the
// timer on; where the user's systemd does not run, the commands that do it are on stdout. A unit that a person changed
// or made is never overwritten: then nothing is done, and the status is cannot_create. unavailable: systemctl failed.
[[nodiscard]] ExitStatus install_queue_timer(const QueueInstallOptions& options);

} // namespace posthaste::app
