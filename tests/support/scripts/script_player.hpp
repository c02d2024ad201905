// SPDX-License-Identifier: MIT
// The server's half of a script over a real connection, plain or TLS; for FakeServer's serve.
#pragma once

#include "support/script.hpp"
#include "support/server/channel.hpp"

#include <string>

namespace posthaste::test {

struct Played {
    std::string deviation; // where the client left the script, with the line of the file; empty: it did not
    std::string data;      // the message as it came, with CRLF and dots unstuffed
};

// Returns when the client has gone.
[[nodiscard]] Played play(const Script& script, Channel& channel, const CertificateFiles& files);

} // namespace posthaste::test
