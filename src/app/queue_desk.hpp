// SPDX-License-Identifier: MIT
// What the commands of the queue work with, and the commands themselves, so that tests can have a queue of their own.
#pragma once

#include <posthaste/app/queue.hpp>
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/clock.hpp>
#include <posthaste/spool/account_states.hpp>
#include <posthaste/spool/queue.hpp>

#include <cstddef>
#include <string>

namespace posthaste::app {

// All references must outlive it.
struct QueueDesk {
    spool::Queue& queue;
    spool::AccountStates& accounts;
    const Clock& clock;
    ByteSink& out;
    ByteSink& errors;
    ByteSource* answers = nullptr; // of the person at the terminal; null: nobody is there
    bool terminal = false;         // out is one
    bool colour = false;           // and one that shows colours
    std::size_t columns = 0;       // and so wide; 0: not known, or none
    std::string home;              // where the configuration is looked for
};

using QueueUseCase = Result<ExitStatus> (*)(const QueueDesk& desk, const QueueOptions& options);

// Errors are those after which nothing has been done; what befalls a single entry is said and becomes the status.
[[nodiscard]] Result<ExitStatus> list_queue(const QueueDesk& desk, const QueueOptions& options);
[[nodiscard]] Result<ExitStatus> list_classic(const QueueDesk& desk, const QueueOptions& options);
[[nodiscard]] Result<ExitStatus> show_entries(const QueueDesk& desk, const QueueOptions& options);
[[nodiscard]] Result<ExitStatus> hold(const QueueDesk& desk, const QueueOptions& options);
[[nodiscard]] Result<ExitStatus> release(const QueueDesk& desk, const QueueOptions& options);
[[nodiscard]] Result<ExitStatus> retry(const QueueDesk& desk, const QueueOptions& options);
[[nodiscard]] Result<ExitStatus> remove(const QueueDesk& desk, const QueueOptions& options);
[[nodiscard]] Result<ExitStatus> reschedule(const QueueDesk& desk, const QueueOptions& options);

// The same, with an error said and in JSON where that is wanted.
[[nodiscard]] ExitStatus at_desk(const QueueDesk& desk, const QueueOptions& options, QueueUseCase use_case);

} // namespace posthaste::app
