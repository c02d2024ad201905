// SPDX-License-Identifier: MIT
// Time and names that are the same in every run, and the two steps of intake in one.
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/mail/intake.hpp>
#include <posthaste/mail/prepare.hpp>

#include <fmt/format.h>

namespace posthaste::mail {

class FixedClock final : public Clock {
  public:
    std::chrono::system_clock::time_point now() const override {
        return std::chrono::sys_days{std::chrono::year{2026} / 1 / 2} + std::chrono::hours{3};
    }
    std::chrono::minutes utc_offset(std::chrono::system_clock::time_point) const override {
        return std::chrono::minutes{60};
    }
};
constexpr const char* fixed_date = "Fri, 02 Jan 2026 04:00:00 +0100";

class CountingIds final : public IdSource {
  public:
    std::string unique_id() override { return fmt::format("id{}", ++count_); }

  private:
    int count_ = 0;
};

inline Result<Taken> take_message(ByteSource& source, ByteSink& sink, LoneDot dot = LoneDot::is_text) {
    Intake intake(source, dot);
    PH_ASSIGN(HeaderBlock header, intake.read_header());
    CountingIds ids;
    prepare_header(header, {"example.org", {}, false}, FixedClock{}, ids);
    return intake.write(header, sink);
}

} // namespace posthaste::mail
