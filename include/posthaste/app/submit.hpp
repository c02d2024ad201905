// SPDX-License-Identifier: MIT
// The use case behind the root form of the command line: one message from stdin to where it belongs.
#pragma once

#include <posthaste/app/exit_status.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

// -odi, -odb, -odq: how long the caller waits.
enum class DeliveryMode : std::uint8_t {
    interactive, // until it is delivered, or kept in the queue
    background,  // until it is on the disk; it is sent after that
    queue_only,  // the same; it is sent when somebody runs the queue
};

// What the command line asks for, word by word; nothing of it has been judged yet.
struct SubmitOptions {
    std::vector<std::string> recipients; // each may be an address list
    bool read_recipients = false;        // -t
    bool ignore_dots = false;            // -i
    std::optional<std::string> sender;   // -f
    std::optional<std::string> full_name;
    std::optional<std::string> notify, dsn_return, envelope_id; // -N -R -V
    std::optional<std::string> body_type;                       // -B

    std::optional<std::string> config, account, server, tls, tls_ca, user, auth, password_command, password_file, from;
    std::optional<std::string> timeout, source_address, proxy, tls_pin;
    std::optional<std::string> deliver_by, mt_priority, hold_for, hold_until;
    std::vector<std::string> dkim; // "DOMAIN:SELECTOR:KEYFILE" each
    DeliveryMode delivery = DeliveryMode::interactive;
    bool no_queue = false;             // fail rather than keep it
    std::optional<std::string> at, in; // when it is to go
    bool require_tls = false;
    bool dry_run = false;
    bool message_alone = false; // what --dry-run shows on stdout: no envelope
    bool trace = false;
    bool trace_tls = false; // with it, the server's certificates
    bool json = false;
    bool quiet = false;

    std::string received; // the body of a Received field, where one is added; its folding is that of the wire

    std::vector<std::string> warnings; // about the command line, for people
};

// Reads stdin to its end, whatever happens; says on stderr what went wrong, on stdout only what was asked for.
[[nodiscard]] ExitStatus submit(const SubmitOptions& options);

// What submit() does when it cannot go on, for an error found before it: says it, and reads stdin to its end.
[[nodiscard]] ExitStatus refuse(const Error& error, bool json);

} // namespace posthaste::app
