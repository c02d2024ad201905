// SPDX-License-Identifier: MIT
// A point in steady time by which a whole step must be done: a peer that drips bytes does not move it. With it goes a
// descriptor that ends every wait once it is readable (a signalfd): it is never read from, and stays the caller's.
#pragma once

#include <chrono>

namespace posthaste::net {

class Deadline {
  public:
    static Deadline in(std::chrono::milliseconds span, int interrupt = -1) { // -1: nothing interrupts
        return Deadline{std::chrono::steady_clock::now() + span, interrupt};
    }
    [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= at_; }
    [[nodiscard]] std::chrono::milliseconds remaining() const { // never negative; rounded up, for poll(2)
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(at_ - std::chrono::steady_clock::now());
        return left.count() > 0 ? left : std::chrono::milliseconds{0};
    }

    [[nodiscard]] int interrupt() const noexcept { return interrupt_; }
    [[nodiscard]] bool interrupted() const { return interrupt_ >= 0 && interrupt_has_come(); }

  private:
    Deadline(std::chrono::steady_clock::time_point at, int interrupt) : at_(at), interrupt_(interrupt) {}
    [[nodiscard]] bool interrupt_has_come() const;

    std::chrono::steady_clock::time_point at_;
    int interrupt_;
};

} // namespace posthaste::net
