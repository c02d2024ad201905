// SPDX-License-Identifier: MIT
// What is done with a draft, and what is said of it: one submission of one message, ready or composed.
#pragma once

#include "caller.hpp"
#include "draft.hpp"

#include <posthaste/app/submit.hpp>
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/file_ops.hpp>
#include <posthaste/delivery/local.hpp>

#include <string>
#include <unistd.h>
#include <vector>

namespace posthaste::app {

class Submission {
  public:
    // The options must outlive this.
    explicit Submission(const SubmitOptions& options) : options_(options) {}

    // Warns, and sends it or shows it (--dry-run).
    [[nodiscard]] ExitStatus finish(Draft& draft);
    // Says what went wrong.
    ExitStatus give_up(const Error& error);
    [[nodiscard]] DraftTools tools() noexcept { return {caller_, clock_, ids_}; }
    void warn(const std::vector<std::string>& warnings);

  private:
    ExitStatus send(Draft& draft);
    ExitStatus show(const Draft& draft);
    [[nodiscard]] Status print_draft(const Draft& draft);
    void print(const std::string& text);

    const SubmitOptions& options_;
    Caller caller_ = identify_caller();
    SystemClock clock_;
    SystemIdSource ids_;
    SystemFileOps files_;
    delivery::SystemUserDirectory users_;
    FdSink output_{STDOUT_FILENO, "stdout"};
    FdSink errors_{STDERR_FILENO, "stderr"};
};

// Whoever writes into the pipe is to see our status, not EPIPE. Nobody is asked to type what is not wanted any more.
void drain_stdin(mail::Intake& intake);

} // namespace posthaste::app
