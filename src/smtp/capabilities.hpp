// SPDX-License-Identifier: MIT
// What a server's answer to EHLO offers, as facts. Unknown keywords are no concern of ours; odd ones do no harm.
#pragma once

#include <posthaste/smtp/reply.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::smtp {

struct Capabilities {
    bool pipelining = false;     // RFC 2920
    bool chunking = false;       // RFC 3030
    bool starttls = false;       // RFC 3207
    bool eight_bit_mime = false; // RFC 6152
    bool smtp_utf8 = false;      // RFC 6531
    bool dsn = false;            // RFC 3461
    bool require_tls = false;    // RFC 8689
    bool encrypted = false;      // said under TLS: not the server's word, but what is known of the connection
    bool size = false;           // RFC 1870: SIZE= may be sent
    bool mt_priority = false;    // RFC 6710
    bool deliver_by = false;     // RFC 2852
    std::optional<std::uint64_t> min_by_seconds;            // RFC 2852: the least, with mode R
    bool future_release = false;                            // RFC 4865
    std::optional<std::uint64_t> max_hold_seconds;          // RFC 4865: how long it holds a message
    std::optional<std::chrono::sys_seconds> max_hold_until; // RFC 4865: and until when
    std::optional<std::uint64_t> max_bytes;                 // RFC 1870: what it takes at most, when it says so
    std::optional<std::uint64_t> rcpt_max;                  // RFC 9422: recipients in a transaction
    std::optional<std::uint64_t> mail_max;                  // RFC 9422: transactions in a connection
    std::optional<std::uint64_t> rcpt_domain_max;           // RFC 9422: domains of recipients in a connection
    bool auth = false;                                      // RFC 4954
    std::vector<std::string> mechanisms;                    // upper case, in the server's order, each once

    // The first line of the reply is a greeting and offers nothing (RFC 5321 section 4.1.1.1).
    [[nodiscard]] static Capabilities parse(const Reply& reply);
    [[nodiscard]] bool offers_mechanism(std::string_view name) const noexcept;
};

} // namespace posthaste::smtp
