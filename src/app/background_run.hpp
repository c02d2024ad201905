// SPDX-License-Identifier: MIT
// The queue without a daemon: whoever has sent something tries what else is due, behind the caller's back and for a
// bounded time.
#pragma once

#include "caller.hpp"
#include "delivery_log.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/config/config.hpp>
#include <posthaste/spool/account_states.hpp>
#include <posthaste/spool/queue.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

struct BackgroundTools {
    const Caller& caller;
    spool::Queue& queue;
    spool::AccountStates& accounts;
    FileOps& files;
    IdSource& ids;
    const config::QueueSettings& settings;
    const std::string& route; // that has just been used; empty: none
    DeliveryLog* log = nullptr;
};

// After a success by that route, whose trouble is over. Does nothing when the queue is empty, or when somebody ran it a
// moment ago.
void run_what_is_due(const BackgroundTools& tools);

// The entry first, then what is due. It stays ours until then: nobody else can be faster. Where no process can be made
// it stays in the queue.
void send_in_background(const BackgroundTools& tools, spool::Claim claim);

// A process of its own that sends one message after the other as they are put into the queue, over as few connections
// as may be, and then what else is due. It ends when it has done so after this has ended.
class SendingBehind {
  public:
    // closed: descriptors of ours that the process shall not have. All references must outlive this.
    SendingBehind(const BackgroundTools& tools, std::vector<int> closed) : tools_(tools), closed_(std::move(closed)) {}

    // Of an entry that nobody holds. Where no process can be made it stays in the queue.
    void send(const spool::Name& name);

  private:
    void start();
    void send_named(int names);

    BackgroundTools tools_;
    std::vector<int> closed_;
    Fd names_; // one on a line
};

} // namespace posthaste::app
