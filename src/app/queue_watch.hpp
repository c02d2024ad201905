// SPDX-License-Identifier: MIT
// Waits for something to do in the queue: a new entry, or time.
#pragma once

#include <posthaste/base/fd.hpp>

#include <chrono>
#include <string>

namespace posthaste::app {

class QueueWatch {
  public:
    QueueWatch(std::string directory, std::chrono::seconds interval);
    // Until an entry was added, or the interval has passed. False: interrupt became readable.
    [[nodiscard]] bool wait(int interrupt);

  private:
    void listen();

    std::string directory_;
    std::chrono::seconds interval_;
    Fd events_;
    bool listening_ = false; // the directory need not be there yet
};

} // namespace posthaste::app
