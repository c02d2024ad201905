// SPDX-License-Identifier: MIT
// A message that waits: who it is from and for, by which way it is to go, and what is known of its content. Written
// once, when it is accepted; what happens to it afterwards is in its journal (journal.hpp).
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/mail/envelope.hpp>
#include <posthaste/mail/facts.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::spool {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

// What leads to the account again when the message is sent: an option of the command line and its value. Never a
// password. What they mean is the app's affair.
struct Setting {
    std::string name, value; // no '=' in the name
};

struct Entry {
    Time accepted;
    std::optional<Time> not_before; // --at; the first try, not the arrival
    std::string route;              // what shares a fate with it: the account's name or server; empty: this machine
    std::vector<Setting> settings;
    std::string domain; // what bare names belong to
    mail::Envelope envelope;
    mail::MessageFacts facts;
    std::string content_sha256; // 32 octets; set by Queue::put()
    bool is_report = false;     // a bounce or a delay notice: never answered by another one
};

// The payload of an envelope's frame, and back. ErrorKind::data with what is wrong.
[[nodiscard]] std::string write_entry(const Entry& entry);
[[nodiscard]] Result<Entry> read_entry(std::string_view payload);

} // namespace posthaste::spool
