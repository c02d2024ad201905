// SPDX-License-Identifier: MIT
// What `posthaste check` found, for people and for programs.
#pragma once

#include "check_steps.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace posthaste::app {

using TimePoint = std::chrono::system_clock::time_point;

// Lines for people. What comes from outside is passed through printable(). now: for how long certificates are valid.
[[nodiscard]] std::string check_text(const std::vector<CheckedServer>& servers, TimePoint now);

// One JSON object on one line. Fields are only ever added.
//   exit_status   number, as the process ends
//   servers       [{server, exit_status, steps: [STEP], warnings: [text]}]
//   STEP          {step, state: ok|failed|skipped, ms, about, notes: [text], code, enhanced, reply: [lines],
//                  error: {kind, message}, next, extensions: [{keyword, parameters, meaning}],
//                  tls: {version, cipher, resumed, chain: [{subject, issuer, names, not_before, not_after, days_left,
//                  key, sha256, key_sha256}]}}; the leaf first, times in seconds since 1970; absent: unknown, or none
[[nodiscard]] std::string check_json(const std::vector<CheckedServer>& servers, ExitStatus status, TimePoint now);

} // namespace posthaste::app
