// SPDX-License-Identifier: MIT
// What is done with a draft, and what is said of it: one submission of one message, ready or composed.
#pragma once

#include "background_run.hpp"
#include "caller.hpp"
#include "draft.hpp"
#include "keeping.hpp"
#include "queue_place.hpp"
#include "submission_log.hpp"

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
    [[nodiscard]] DraftTools tools() noexcept {
        return {caller_, clock_, ids_, queue_.directory().empty() ? nullptr : &queue_, &log_.log()};
    }
    void warn(const std::vector<std::string>& warnings);

  private:
    ExitStatus send(Draft& draft);
    ExitStatus send_now(Draft& draft, int interrupt);
    [[nodiscard]] bool waits_for_account(const Draft& draft) const;
    ExitStatus keep_only(Draft& draft);
    ExitStatus send_behind(Draft& draft, int interrupt);
    [[nodiscard]] Result<delivery::Outcome> send_once(Draft& draft, int interrupt);
    [[nodiscard]] std::string keep_leftovers(Draft& draft, const delivery::Outcome& outcome,
                                             const std::vector<std::size_t>& places);
    [[nodiscard]] BackgroundTools background_tools(const Draft& draft);
    void tell_kept(const Draft& draft, const spool::Claim& claim);
    ExitStatus report(Draft& draft, const delivery::Outcome& outcome, const std::string& queue_id,
                      const std::vector<std::size_t>& kept);
    ExitStatus show(const Draft& draft);
    [[nodiscard]] Status print_draft(const Draft& draft);
    void print(const std::string& text);
    void tell_trouble_of_log();
    void tell_discarded(const Draft& draft);

    const SubmitOptions& options_;
    Caller caller_ = identify_caller();
    SystemClock clock_;
    SystemIdSource ids_;
    SystemFileOps files_;
    spool::Queue queue_{queue_directory(caller_), files_, clock_, ids_};
    spool::AccountStates accounts_{queue_.directory(), files_, ids_};
    delivery::SystemUserDirectory users_;
    SubmissionLog log_;
    FdSink output_{STDOUT_FILENO, "stdout"};
    FdSink errors_{STDERR_FILENO, "stderr"};
};

// Whoever writes into the pipe is to see our status, not EPIPE. Nobody is asked to type what is not wanted any more.
void drain_stdin(mail::Intake& intake);

} // namespace posthaste::app
