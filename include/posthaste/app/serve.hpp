// SPDX-License-Identifier: MIT
// The use case behind `posthaste serve` and `sendmail -bs`: mail is taken by SMTP, on stdin and stdout, on sockets of
// this machine, or on those that systemd hands over, and goes the way of any other message; or into one Maildir,
// whoever it is for.
#pragma once

#include <posthaste/app/submit.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

// What the command line asks for, word by word; nothing of it has been judged yet.
struct ServeOptions {
    SubmitOptions submit; // the account, and -odq; recipients and what else one message has mean nothing here
    std::vector<std::string> listen;    // "unix:PATH", "HOST:PORT"; none: the sockets of systemd, else stdin and stdout
    std::optional<std::string> deliver; // "maildir:DIR"
    std::optional<std::string> tls_cert, tls_key, users, socket_mode, max_message, max_connections;
    bool allow_remote = false; // addresses that others can reach
    bool inherited = true;     // take systemd's sockets where there are any
};

// Until its client is gone, or, with sockets, until a signal. What is said to people is on stderr.
[[nodiscard]] ExitStatus serve(const ServeOptions& options);

} // namespace posthaste::app
