// SPDX-License-Identifier: MIT
// The use case behind `posthaste check`: tries an account's servers step by step without sending, and explains.
#pragma once

#include <posthaste/app/submit.hpp>

#include <optional>
#include <string>

namespace posthaste::app {

struct CheckOptions {
    SubmitOptions submit;              // of it, what concerns the connection, --from, --trace and --json
    std::optional<std::string> to;     // an address list, tried up to RCPT
    std::optional<std::string> target; // an account, or a server's URL
};

// The report on stdout, errors and the transcript on stderr. stdin is not read.
[[nodiscard]] ExitStatus check(const CheckOptions& options);

// What check() does when it cannot go on, for an error found before it.
[[nodiscard]] ExitStatus refuse_check(const Error& error, bool json);

} // namespace posthaste::app
