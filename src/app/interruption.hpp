// SPDX-License-Identifier: MIT
// While a message is under way, SIGTERM and SIGHUP do not end the program: they end the sending, so that the message
// can be kept. SIGINT ends it at once, and nothing is kept.
#pragma once

#include <posthaste/base/fd.hpp>

#include <csignal>

namespace posthaste::app {

class Interruption {
  public:
    // Blocks these signals as long as this lives.
    explicit Interruption(bool of_the_queue = false);
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    // Readable once one of them is there; never to be read. -1: it cannot be had, and they are not blocked.
    [[nodiscard]] int descriptor() const noexcept { return descriptor_.get(); }
    [[nodiscard]] bool happened() const noexcept;

  private:
    sigset_t before_{};
    Fd descriptor_;
};

} // namespace posthaste::app
