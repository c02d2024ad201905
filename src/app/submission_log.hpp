// SPDX-License-Identifier: MIT
// What the log says of one submission. Until the configuration is read nothing can be logged, and nothing is found out
// unless there is a log.
#pragma once

#include "delivery_log.hpp"
#include "draft.hpp"

#include <posthaste/app/submit.hpp>

#include <string>
#include <vector>

namespace posthaste::app {

class SubmissionLog {
  public:
    // To be set up by whoever reads the configuration; off until then.
    [[nodiscard]] DeliveryLog& log() noexcept { return log_; }

    // The draft is complete, its content still there.
    void accepted(const Draft& draft, std::optional<uid_t> submitter, std::chrono::system_clock::time_point now);
    // queue_id: of the entry that keeps it for those at the places `kept`; empty: nothing is kept.
    void tried(const delivery::Outcome& outcome, const std::string& queue_id, const std::vector<std::size_t>& kept);
    // Without a try.
    void queued(const std::string& queue_id);
    // Nothing was sent to anybody. recipients: those of the command line, for what was not even accepted.
    void refused(const Error& error, const std::vector<std::string>& recipients, std::optional<uid_t> submitter);

  private:
    DeliveryLog log_;
    std::optional<LoggedMessage> message_;
    std::vector<std::string> recipients_; // of message_
};

} // namespace posthaste::app
