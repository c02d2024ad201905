// SPDX-License-Identifier: MIT
#include "submission_log.hpp"

#include "json_report.hpp"
#include "logged_message.hpp"

#include <algorithm>

namespace posthaste::app {

namespace {

// What is wrong with a message or the command line is told in words that may quote them.
std::string words_of(const Error& error) {
    const bool may_quote = error.kind == ErrorKind::data || error.kind == ErrorKind::usage;
    return may_quote ? std::string(kind_name(error.kind)) : error.message;
}

} // namespace

void SubmissionLog::accepted(const Draft& draft, std::optional<uid_t> submitter,
                             std::chrono::system_clock::time_point now) {
    if (!log_.on())
        return;
    message_ = logged(draft, submitter, now);
    for (const auto& recipient : draft.message.envelope.recipients)
        recipients_.push_back(recipient.text());
    for (const auto& refused : draft.refused.recipients)
        log_.write(*message_, fate_of(refused, false));
    for (const auto& discarded : draft.discarded)
        log_.write(*message_, {.status = LogStatus::discarded, .recipient = discarded.text()});
}

void SubmissionLog::tried(const delivery::Outcome& outcome, const std::string& queue_id,
                          const std::vector<std::size_t>& kept) {
    if (!message_)
        return;
    for (std::size_t i = 0; i < outcome.recipients.size(); ++i) {
        const bool waits = !queue_id.empty() && std::ranges::binary_search(kept, i);
        message_->queue_id = waits ? queue_id : std::string{};
        log_.write(*message_, fate_of(outcome.recipients[i], waits));
    }
}

void SubmissionLog::queued(const std::string& queue_id) {
    if (!message_)
        return;
    message_->queue_id = queue_id;
    for (const auto& recipient : recipients_)
        log_.write_queued(*message_, recipient);
}

void SubmissionLog::refused(const Error& error, const std::vector<std::string>& recipients,
                            std::optional<uid_t> submitter) {
    if (!log_.on())
        return;
    LoggedMessage unaccepted;
    unaccepted.uid = submitter;
    LoggedFate fate{.status = LogStatus::refused, .error = words_of(error)};
    const auto& everybody = message_ ? recipients_ : recipients;
    if (everybody.empty())
        log_.write(unaccepted, fate);
    for (const auto& recipient : everybody) {
        fate.recipient = recipient;
        log_.write(message_ ? *message_ : unaccepted, fate);
    }
}

} // namespace posthaste::app
