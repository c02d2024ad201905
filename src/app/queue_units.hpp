// SPDX-License-Identifier: MIT
// The texts that have systemd or cron run the queue. They are those of cmake/units, which are installed, too.
#pragma once

#include <posthaste/base/error.hpp>

#include <array>
#include <string>
#include <string_view>

namespace posthaste::app {

// With @PH_PROGRAM@ in the place of the program. Made by cmake/Units.cmake.
extern const std::string_view queue_service_text, queue_timer_text, crontab_text;

struct Unit {
    std::string_view name; // "posthaste-queue.timer"
    std::string text;
};

// The service and its timer. program: an absolute path; ErrorKind::cannot_create when systemd would not take it.
[[nodiscard]] Result<std::array<Unit, 2>> queue_units(std::string_view program);
// A comment and the line, each ended. program as queue_units() takes it.
[[nodiscard]] std::string queue_crontab(std::string_view program);

// The text and a last line, a comment, by which it can be told later that nobody changed it since.
[[nodiscard]] Result<std::string> sealed(std::string_view text);
[[nodiscard]] bool has_whole_seal(std::string_view text);

} // namespace posthaste::app
