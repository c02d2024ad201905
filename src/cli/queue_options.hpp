// SPDX-License-Identifier: MIT
// The options of `posthaste queue`, and its commands: the first word that is no option, `list` where there is none.
#pragma once

#include <posthaste/app/queue.hpp>
#include <posthaste/app/queue_install.hpp>
#include <posthaste/app/queue_run.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/cli/listing.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::cli {

struct QueueRequest {
    bool help = false;
    std::string_view help_about; // the command that was named with --help; empty: all of them
    app::QueueOptions queue;
    app::QueueRunOptions run;
    app::QueueInstallOptions install;
    app::ExitStatus (*command)(const QueueRequest& request) = nullptr; // null: help is wanted
};

// words: all behind "queue". ErrorKind::usage for an unknown command or option, an option that the command does not
// have, or not without another, one without its value, and words that the command does not take.
[[nodiscard]] Status take_queue_options(const std::vector<std::string>& words, QueueRequest& request);

// about: a command, for its own options alone; empty: all.
[[nodiscard]] std::string queue_help_text(std::string_view about = {});
[[nodiscard]] ListedCommand queue_listing();

} // namespace posthaste::cli
