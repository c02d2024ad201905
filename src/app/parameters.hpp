// SPDX-License-Identifier: MIT
// What of the envelope comes from the command line alone: what is asked of the servers on the way.
#pragma once

#include <posthaste/app/submit.hpp>
#include <posthaste/mail/envelope.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace posthaste::app {

// ErrorKind::usage for a value that means nothing, by now or ever.
[[nodiscard]] Status apply_parameters(const SubmitOptions& options, std::chrono::system_clock::time_point now,
                                      mail::Envelope& envelope, std::vector<std::string>& warnings);

} // namespace posthaste::app
