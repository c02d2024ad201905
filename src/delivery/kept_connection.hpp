// SPDX-License-Identifier: MIT
// A connection between two messages, and how a message that went over it fared.
#pragma once

#include <posthaste/delivery/smtp_transport.hpp>
#include <posthaste/net/stream.hpp>
#include <posthaste/smtp/session.hpp>

#include <memory>
#include <string>
#include <vector>

namespace posthaste::delivery {

struct KeptConnection {
    SmtpServer server; // whom it leads to
    std::unique_ptr<net::Stream> stream;
    smtp::Session session;
    Encryption tls; // that began with an earlier message
};

// How a message ended in one connection.
struct SessionEnd {
    std::vector<smtp::RecipientResult> recipients;
    std::vector<std::string> warnings;
    Encryption tls;
};

// The same for everyone: nobody's turn came.
[[nodiscard]] SessionEnd nobody(const mail::Envelope& envelope, Error error);

// Whether the server has seen nothing of the message that it could have taken: the connection was at its end before the
// message came to it. Nothing is known but 421, or that there was no answer to the very first command.
[[nodiscard]] bool came_too_late(const SessionEnd& end) noexcept;

// The settings' server, as one among others.
[[nodiscard]] SmtpServer server_of(const SmtpSettings& settings);

// Whether it may carry another message. What the server has said meanwhile is read, nothing is sent; one that is gone
// has no stream afterwards.
[[nodiscard]] bool still_good(KeptConnection& kept, const SmtpSettings& settings, Transcript& transcript);

// QUIT where it was not said, and the answer, as long as anybody waits for that.
void say_goodbye(KeptConnection& kept, const SmtpSettings& settings, Transcript& transcript);

} // namespace posthaste::delivery
