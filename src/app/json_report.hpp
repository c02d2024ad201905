// SPDX-License-Identifier: MIT
// The result as one JSON object on one line, for programs. Fields are only ever added.
//
//   exit_status   number, as the process ends
//   error         {kind, message}: what stopped everything before anything was sent
//   server        "host:port", absent for local mail; the first of
//   servers       ["host:port"], all that are tried, in order
//   sender        "" is the null sender
//   size          octets of the message with CRLF
//   dry_run       true when nothing was sent
//   services      what was asked for, by the names of the options with "_": {"hold_for": 3600, "require_tls": true};
//                 absent where nothing was
//   recipients    [{address, verdict, phase, code, enhanced, reply: [lines], error: {kind, message}, remote, hint}];
//                 hint: what is known of this failure of the provider's
//   queue_id      of the entry that keeps the message for those who do not have it yet; absent where nothing is kept
//   discarded     [address] whose mail the alias files discard; absent where there is none
//   warnings      [text]
#pragma once

#include <posthaste/app/exit_status.hpp>
#include <posthaste/delivery/outcome.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::app {

struct JsonFacts {
    const mail::PreparedMessage& message;
    std::vector<std::string> servers; // none: local mail
    bool dry_run = false;
    std::vector<std::string> warnings;
    std::string queue_id;                              // empty: nothing is kept
    std::vector<delivery::RecipientOutcome> refused{}; // before anything was sent, besides the outcome's
    std::vector<mail::Address> discarded{};            // whose mail is for nobody
};

[[nodiscard]] std::string json_result(const JsonFacts& facts, const delivery::Outcome& outcome, ExitStatus status);
[[nodiscard]] std::string_view kind_name(ErrorKind kind) noexcept;
[[nodiscard]] std::string json_error(const Error& error, ExitStatus status);

// The pieces that other reports have, too: {kind, message}, and the services that were asked for (null: none).
[[nodiscard]] nlohmann::ordered_json error_object(const Error& error);
[[nodiscard]] nlohmann::ordered_json services_object(const mail::Envelope& envelope);

} // namespace posthaste::app
