// SPDX-License-Identifier: MIT
// Whether a message goes at once, goes into the queue, or both: what the command line, the environment and the account
// say of it, and whether there is a queue.
#pragma once

#include <posthaste/app/submit.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/config/config.hpp>
#include <posthaste/spool/queue.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

enum class HandoverKind : std::uint8_t {
    direct,     // sent, and nothing is kept
    try_now,    // sent, and what cannot go now is kept
    background, // kept, then sent by a process of its own
    queue_only, // kept
};

struct Handover {
    HandoverKind kind = HandoverKind::direct;
    std::optional<Error> queue_problem; // with direct: why nothing is kept though it should be
    std::optional<spool::Time> not_before;
    std::vector<std::string> directories = temporary_directories(); // for files without a name
    std::string warning;                                            // may be empty
};

// All that has a say in it; everything must outlive the call.
struct HandoverWishes {
    const SubmitOptions& options;
    const std::string& variable;    // POSTHASTE_QUEUE
    const config::Account* account; // null: the mailboxes of this machine
    std::chrono::system_clock::time_point now;
};

// ErrorKind::usage for wishes that exclude each other, and times that are none. An error of the queue where nothing but
// the queue will do. queue: null when there is no place for one.
[[nodiscard]] Result<Handover> decide_handover(const HandoverWishes& wishes, spool::Queue* queue);

} // namespace posthaste::app
