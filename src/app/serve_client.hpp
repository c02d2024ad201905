// SPDX-License-Identifier: MIT
// Who is at the other end of a connection that was accepted, as far as the kernel vouches for it.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace posthaste::app {

enum class ClientKind : std::uint8_t {
    caller, // whoever started us, on stdin and stdout
    user,   // of this machine, by a unix socket
    local,  // of this machine, by TCP: nobody knows who
    remote,
};

struct Client {
    ClientKind kind = ClientKind::caller;
    std::string user; // login name, or "uidNUMBER"; empty: not known
    uid_t uid = 0;    // of a user
    std::string text; // for people: "ann by /run/x", "192.0.2.1"
};

// socket: was accepted. Who cannot be identified is remote.
[[nodiscard]] Client identify_client(int socket);

// Whoever is at stdin: a caller, unless that is a socket that somebody else, or another machine, connected (inetd).
[[nodiscard]] Client identify_caller_at(int input);

} // namespace posthaste::app
