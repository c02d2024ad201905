// SPDX-License-Identifier: MIT
// The log: a line for each recipient and each thing that becomes of a message for him, in the system's log and in a
// file, as the configuration wants it. Never anything of the content but its size and Message-ID, never a secret. A log
// that cannot be written stops nothing and changes no exit status.
//
//   time        UTC, RFC 3339; in the file only, the system's log has its own
//   status      queued     accepted into the queue
//               delivered  taken by the server, or in the mailbox
//               deferred   not taken now; with a queue_id it is tried again
//               rejected   refused for good
//               unknown    the connection was lost after the message was sent; with a queue_id it is tried again
//               expired    given up: it waited too long in the queue
//               held       in the queue, and not tried until somebody releases it
//               discarded  its aliases have it so
//               refused    not taken from the program that wanted it sent; nothing was sent to anybody
//               note       what concerns no single message: the queue itself, or an account
//   queue_id    of the entry in the queue
//   report_of   with queued: it is the report to a sender, of that entry
//   message_id  of the header
//   account     its name, or its server where it has none; absent: the mailboxes of this machine
//   relay       HOST:PORT, or the mailbox
//   tls, cipher "TLSv1.3", "TLS_AES_256_GCM_SHA384"; tls=none: in plain text
//   sender      of the envelope; "<>": the null sender
//   recipient
//   code, enhanced, reply   the server's answer
//   error       what was wrong on this side; of refused for a fault of the message or the command line, which words
//               might quote, the kind alone
//   note        the words of status=note
//   delay       seconds since it was accepted
//   size        octets
//   uid         of who submitted it; absent in what the queue does later
#pragma once

#include "log_line.hpp"

#include <posthaste/base/clock.hpp>
#include <posthaste/base/system_log.hpp>
#include <posthaste/config/config.hpp>
#include <posthaste/delivery/outcome.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace posthaste::app {

enum class LogStatus : std::uint8_t {
    queued,
    delivered,
    deferred,
    rejected,
    unknown,
    expired,
    held,
    discarded,
    refused,
    note
};

// What is the same in all lines of a message.
struct LoggedMessage {
    std::string queue_id; // empty: it is in no queue
    std::string message_id;
    std::string account;
    std::string sender;
    std::uint64_t size_bytes = 0;
    std::optional<uid_t> uid;
    std::chrono::system_clock::time_point accepted;
};

// What became of it for one recipient; what does not apply is empty.
struct LoggedFate {
    LogStatus status;
    std::string recipient = {};
    std::string relay = {};
    delivery::Encryption tls = {};
    int code = 0;
    std::string enhanced = {};
    std::string reply = {}; // the server's words, without the code
    std::string error = {}; // ours
};

// kept: in the queue, for another try; so even what was refused by reason of the account is only deferred.
[[nodiscard]] LoggedFate fate_of(const delivery::RecipientOutcome& outcome, bool kept);

class DeliveryLog {
  public:
    DeliveryLog() = default; // writes nothing
    // clock must outlive it.
    DeliveryLog(config::LogSettings settings, const Clock& clock, std::string socket = SystemLog::usual_socket);

    // Whether anything is to be found out for it.
    [[nodiscard]] bool on() const noexcept { return settings_.syslog || !settings_.file.empty(); }
    void write(const LoggedMessage& message, const LoggedFate& fate);
    void write_queued(const LoggedMessage& message, std::string_view recipient, std::string_view report_of = {});
    void write_note(std::string_view words);
    // The first thing that kept a line from being written, once; for who can show it to a person.
    [[nodiscard]] std::optional<Error> take_trouble() { return std::exchange(trouble_, std::nullopt); }

  private:
    void put(LogStatus status, const LogLine& line);
    void put_to_system(LogStatus status, std::chrono::system_clock::time_point now, const std::string& text);
    [[nodiscard]] LogLine begin(LogStatus status, const LoggedMessage& message) const;
    void end(LogLine& line, const LoggedMessage& message) const;
    void note_trouble(Error error);

    config::LogSettings settings_;
    const Clock* clock_ = nullptr;
    std::string socket_;
    std::optional<SystemLog> system_; // from the first line on
    std::chrono::steady_clock::time_point system_again_;
    std::optional<Error> trouble_;
    bool had_trouble_ = false;
};

} // namespace posthaste::app
