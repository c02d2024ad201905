// SPDX-License-Identifier: MIT
#include "delivery_log.hpp"

#include <posthaste/base/log_file.hpp>
#include <posthaste/mail/date.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace posthaste::app {

namespace {

using delivery::RecipientOutcome;
using delivery::Verdict;

// One that takes nothing is left alone for so long: what it delays is mail.
constexpr std::chrono::seconds system_rest{10};

struct StatusRow {
    std::string_view name;
    LogSeverity severity;
};

constexpr std::array<StatusRow, 10> rows{{
    {"queued", LogSeverity::info},
    {"delivered", LogSeverity::info},
    {"deferred", LogSeverity::notice},
    {"rejected", LogSeverity::warning},
    {"unknown", LogSeverity::warning},
    {"expired", LogSeverity::warning},
    {"held", LogSeverity::warning},
    {"discarded", LogSeverity::info},
    {"refused", LogSeverity::warning},
    {"note", LogSeverity::notice},
}};

const StatusRow& row_of(LogStatus status) { return rows.at(static_cast<std::size_t>(status)); }

LogStatus status_of(Verdict verdict, bool kept) noexcept {
    switch (verdict) {
    case Verdict::delivered:
        return LogStatus::delivered;
    case Verdict::unknown:
        return LogStatus::unknown;
    case Verdict::rejected:
        return kept ? LogStatus::deferred : LogStatus::rejected;
    case Verdict::deferred:
        break;
    }
    return LogStatus::deferred;
}

// A server that was heard was heard in plain text where there was no TLS.
void add_tls(LogLine& line, const LoggedFate& fate) {
    line.add("tls", fate.tls.version.empty() && fate.code != 0 ? "none" : fate.tls.version);
    line.add("cipher", fate.tls.cipher);
}

} // namespace

LoggedFate fate_of(const RecipientOutcome& outcome, bool kept) {
    LoggedFate fate{.status = status_of(outcome.verdict, kept),
                    .recipient = outcome.recipient.text(),
                    .relay = outcome.remote,
                    .tls = outcome.tls};
    if (outcome.error)
        fate.error = outcome.error->message;
    if (!outcome.reply)
        return fate;
    constexpr std::size_t code_bytes = 4; // with the space after it
    const auto words = outcome.reply->text();
    fate.code = outcome.reply->code;
    fate.reply = words.substr(std::min(code_bytes, words.size()));
    if (outcome.reply->enhanced)
        fate.enhanced = outcome.reply->enhanced->text();
    return fate;
}

DeliveryLog::DeliveryLog(config::LogSettings settings, const Clock& clock, std::string socket)
    : settings_(std::move(settings)), clock_(&clock), socket_(std::move(socket)) {}

void DeliveryLog::write(const LoggedMessage& message, const LoggedFate& fate) {
    if (!on())
        return;
    auto line = begin(fate.status, message);
    line.add("relay", fate.relay);
    add_tls(line, fate);
    line.add("sender", message.sender);
    line.add("recipient", fate.recipient);
    if (fate.code != 0)
        line.add("code", std::int64_t{fate.code});
    line.add("enhanced", fate.enhanced);
    line.add("reply", fate.reply);
    line.add("error", fate.error);
    end(line, message);
    put(fate.status, line);
}

void DeliveryLog::write_queued(const LoggedMessage& message, std::string_view recipient, std::string_view report_of) {
    if (!on())
        return;
    auto line = begin(LogStatus::queued, message);
    line.add("report_of", report_of);
    line.add("sender", message.sender);
    line.add("recipient", recipient);
    end(line, message);
    put(LogStatus::queued, line);
}

void DeliveryLog::write_note(std::string_view words) {
    if (!on())
        return;
    LogLine line = begin(LogStatus::note, {});
    line.add("note", words);
    put(LogStatus::note, line);
}

LogLine DeliveryLog::begin(LogStatus status, const LoggedMessage& message) const {
    LogLine line;
    line.add("status", row_of(status).name);
    line.add("queue_id", message.queue_id);
    line.add("message_id", message.message_id);
    line.add("account", message.account);
    return line;
}

// A clock that was set back makes nothing earlier than it was.
void DeliveryLog::end(LogLine& line, const LoggedMessage& message) const {
    using std::chrono::milliseconds;
    if (message.size_bytes > 0) {
        const auto ago = std::chrono::duration_cast<milliseconds>(clock_->now() - message.accepted);
        line.add("delay", std::max(ago, milliseconds{0}));
        line.add("size", static_cast<std::int64_t>(message.size_bytes));
    }
    if (message.uid)
        line.add("uid", std::int64_t{*message.uid});
}

void DeliveryLog::put(LogStatus status, const LogLine& line) {
    const auto now = clock_->now();
    if (settings_.syslog)
        put_to_system(status, now, line.text(settings_.format));
    if (settings_.file.empty())
        return;
    LogLine timed;
    timed.add("time", mail::format_date_time(std::chrono::floor<std::chrono::seconds>(now)));
    timed.add(line);
    if (auto written = append_line(settings_.file, timed.text(settings_.format)); !written)
        note_trouble(std::move(written).error());
}

void DeliveryLog::put_to_system(LogStatus status, std::chrono::system_clock::time_point now, const std::string& text) {
    if (std::chrono::steady_clock::now() < system_again_)
        return;
    if (!system_)
        system_.emplace(socket_);
    if (auto sent = system_->send(row_of(status).severity, now, text); !sent) {
        system_again_ = std::chrono::steady_clock::now() + system_rest;
        note_trouble(std::move(sent).error());
    }
}

void DeliveryLog::note_trouble(Error error) {
    if (!std::exchange(had_trouble_, true))
        trouble_ = std::move(error);
}

} // namespace posthaste::app
