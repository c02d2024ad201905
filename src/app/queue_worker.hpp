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
          runner_(tools.queue, tools.accounts, courier_, tools.ids,
                  {retry_settings(tools.settings), machine_domain(tools.caller), clock_.utc_offset(clock_.now())}) {}

    QueueWorker(const QueueWorker&) = delete;
    QueueWorker& operator=(const QueueWorker&) = delete;

    [[nodiscard]] spool::Runner& runner() noexcept { return runner_; }

  private:
    SystemClock clock_;
    delivery::SystemUserDirectory users_;
    delivery::Transcript transcript_;
    RouteCourier courier_;
    spool::Runner runner_;
};

} // namespace posthaste::app
