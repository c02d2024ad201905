// SPDX-License-Identifier: MIT
// What a command line asks for.
#pragma once

#include <posthaste/app/check.hpp>
#include <posthaste/app/queue_run.hpp>
#include <posthaste/app/submit.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::cli {

// By the name the program was started as.
enum class Program : std::uint8_t { posthaste, sendmail, mailq, newaliases, runq };
[[nodiscard]] Program program_named(std::string_view argv0) noexcept;

enum class Mode : std::uint8_t {
    submit,
    list_queue,  // -bp, mailq
    run_queue,   // -q, runq
    aliases,     // -bi, newaliases
    serve,       // -bs
    verify,      // -bv
    unavailable, // -bd, -bt ...: known from sendmail, and not to be taken for a submission
    help,
    version,
};

struct Request {
    Mode mode = Mode::submit;
    std::string mode_flag; // what asked for it, where it is unavailable: "-bs"
    app::SubmitOptions submit;
    app::QueueRunOptions queue_run; // of -q and what is glued to it
};

} // namespace posthaste::cli
