// SPDX-License-Identifier: MIT
// Time as a seam. Wall time for what people read, steady time for deadlines.
#pragma once

#include <chrono>

namespace posthaste {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual std::chrono::system_clock::time_point now() const = 0;
    // Local time minus UTC at that moment.
    virtual std::chrono::minutes utc_offset(std::chrono::system_clock::time_point at) const = 0;
};

// SOURCE_DATE_EPOCH (seconds), when set, stands for the time of day, so that output can be compared.
class SystemClock final : public Clock {
  public:
    std::chrono::system_clock::time_point now() const override;
    std::chrono::minutes utc_offset(std::chrono::system_clock::time_point at) const override;
};

} // namespace posthaste
