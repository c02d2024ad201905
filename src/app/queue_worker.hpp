// SPDX-License-Identifier: MIT
// A runner of the queue with its courier: what a run in the foreground, one of its workers and a run in the background
// are made of.
#pragma once

#include "courier.hpp"
#include "keeping.hpp"

#include <posthaste/base/clock.hpp>
#include <posthaste/delivery/local.hpp>
#include <posthaste/delivery/transcript.hpp>
#include <posthaste/spool/runner.hpp>

#include <optional>

namespace posthaste::app {

struct QueueWorkerTools {
    const Caller& caller;
    spool::Queue& queue;
    spool::AccountStates& accounts;
    FileOps& files;
    IdSource& ids;
    const config::QueueSettings& settings;
    DeliveryLog* log = nullptr;
};

class QueueWorker {
  public:
    // All references must outlive this. words: null where nobody is there; interrupt: readable when all is to end.
    QueueWorker(const QueueWorkerTools& tools, delivery::Transcript transcript, ByteSink* words, int interrupt)
        : transcript_(std::move(transcript)),
          courier_({tools.caller, users_, tools.files, clock_, tools.ids, transcript_, interrupt, tools.log}, words),
          tools_(tools) {
        begin_anew();
    }

    QueueWorker(const QueueWorker&) = delete;
    QueueWorker& operator=(const QueueWorker&) = delete;

    // As in a run of its own, but for the connections: what was out of reach is asked again.
    void begin_anew() {
        runner_.emplace(tools_.queue, tools_.accounts, courier_, tools_.ids,
                        spool::RunnerSettings{retry_settings(tools_.settings), machine_domain(tools_.caller),
                                              clock_.utc_offset(clock_.now())});
    }
    [[nodiscard]] spool::Runner& runner() noexcept { return *runner_; } // NOLINT(bugprone-unchecked-optional-access)

  private:
    SystemClock clock_;
    delivery::SystemUserDirectory users_;
    delivery::Transcript transcript_;
    RouteCourier courier_;
    QueueWorkerTools tools_;
    std::optional<spool::Runner> runner_; // always there
};

} // namespace posthaste::app
