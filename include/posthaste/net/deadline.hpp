// SPDX-License-Identifier: MIT
// A point in steady time by which a whole step must be done: a peer that drips bytes does not move it.
#pragma once

#include <chrono>

namespace posthaste::net {

class Deadline {
  public:
    static Deadline in(std::chrono::milliseconds span) { return Deadline{std::chrono::steady_clock::now() + span}; }
    [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= at_; }
    [[nodiscard]] std::chrono::milliseconds remaining() const { // never negative; rounded up, for poll(2)
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(at_ - std::chrono::steady_clock::now());
        return left.count() > 0 ? left : std::chrono::milliseconds{0};
    }

  private:
    explicit Deadline(std::chrono::steady_clock::time_point at) : at_(at) {}
    std::chrono::steady_clock::time_point at_;
};

} // namespace posthaste::net
