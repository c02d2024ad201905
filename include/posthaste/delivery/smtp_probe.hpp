// SPDX-License-Identifier: MIT
// Tries servers without sending: the same way as SmtpTransport goes, up to where a message would begin, or with
// recipients up to their RCPTs, which RSET takes back. Every server of the settings is tried, whatever became of the
// one before. What it means is for others to say.
#pragma once

#include <posthaste/delivery/smtp_transport.hpp>
#include <posthaste/mail/envelope.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::delivery {

struct ProbeAnswer {
    smtp::Answer answer;
    std::chrono::microseconds took{0}; // since the answer before, or the connection; 0 when they came together
};

struct ServerProbe {
    std::string remote; // "smtp.example.org:587"
    smtp::TlsUse tls_use = smtp::TlsUse::none;
    bool login = false;
    std::optional<Error> unreached;  // why there is no connection; answers are then empty
    bool looked_for_servers = false; // unreached is of the lookup of a domain's servers
    net::ConnectRecord way;
    std::string peer; // numeric, or the path
    std::vector<ProbeAnswer> answers;
    net::TlsPeer tls;
    std::string mechanism; // that AUTH was begun with
    std::vector<std::string> warnings;
};

// In the order in which mail would try them; never empty. transcript must outlive the call.
[[nodiscard]] std::vector<ServerProbe> probe(SmtpSettings settings, Transcript& transcript,
                                             const mail::Envelope& envelope);

} // namespace posthaste::delivery
