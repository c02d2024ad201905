// SPDX-License-Identifier: MIT
// What became of a message, recipient by recipient. A server's "no" is data here, not an error.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/mail/address.hpp>
#include <posthaste/smtp/phase.hpp>
#include <posthaste/smtp/reply.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::delivery {

enum class Verdict : std::uint8_t {
    delivered, // taken: durable elsewhere
    deferred,  // not taken now; trying later makes sense
    rejected,  // refused for good
    unknown,   // lost after the end of data was sent: it may have been delivered
};
[[nodiscard]] std::string_view name(Verdict verdict) noexcept;

// How a server was spoken to, in OpenSSL's words: "TLSv1.3", "TLS_AES_256_GCM_SHA384". Empty: in plain text, or not at
// all.
struct Encryption {
    std::string version, cipher;
};

struct RecipientOutcome {
    mail::Address recipient;
    Verdict verdict;
    smtp::Phase phase;                // where it was decided
    std::optional<smtp::Reply> reply; // the server's words, when it spoke
    std::optional<Error> error;       // ours, when it did not
    std::string remote;               // "smtp.example.org:587", "maildir /home/a/Maildir"
    bool own_reply = false;           // it concerns this recipient alone though the message was sent (LMTP)
    Encryption tls = {};              // of the connection in which it was decided
};

struct Outcome {
    std::vector<RecipientOutcome> recipients;
    std::vector<std::string> warnings;
};

} // namespace posthaste::delivery
