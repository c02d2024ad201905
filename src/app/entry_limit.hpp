// SPDX-License-Identifier: MIT
// How long one message may hold up the others of a run: a server can stay within the time of each phase for hours. One
// descriptor tells of that and of the signal that ends the run.
#pragma once

#include <posthaste/base/fd.hpp>

#include <chrono>

namespace posthaste::app {

class EntryLimit {
  public:
    // interrupt: the run's; -1: none. It must outlive this.
    explicit EntryLimit(int interrupt);

    // For net's waits: readable when the run is to end, or the time is over.
    [[nodiscard]] int descriptor() const noexcept;
    void start(std::chrono::milliseconds span) noexcept; // over zero
    void stop() noexcept;
    [[nodiscard]] bool over() const noexcept; // since it was started

  private:
    int interrupt_;
    Fd timer_, both_; // invalid where they cannot be had: then there is no limit
};

} // namespace posthaste::app
