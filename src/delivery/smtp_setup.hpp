// SPDX-License-Identifier: MIT
// What comes before a session, whatever it is for: tools, the way to the server, the servers of a domain.
#pragma once

#include <posthaste/delivery/smtp_transport.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace posthaste::delivery {

// What can be found wrong before a connection is made.
struct Tools {
    const net::TlsContext* tls = nullptr; // null only when the settings use none
    std::vector<std::unique_ptr<smtp::SaslClient>> clients;
};
// tls: made when it is first needed, and the same for all servers: what is trusted may come from a pipe, which can be
// read but once. It must outlive the tools.
[[nodiscard]] Result<Tools> make_tools(const SmtpSettings& settings, std::optional<net::TlsContext>& tls);

// To the settings' server, which is no domain; the transcript tells of it. record may be null.
[[nodiscard]] Result<net::Connected> connect(const SmtpSettings& settings, Transcript& transcript,
                                             net::ConnectRecord* record = nullptr);

[[nodiscard]] smtp::SessionOptions session_options(const SmtpSettings& settings, const net::Connected& connected);

// The settings' server for the other; done twice, nothing has changed.
void exchange(SmtpSettings& settings, SmtpServer& other) noexcept;

// Of the domain that the settings name as their server. Never empty.
[[nodiscard]] Result<std::vector<SmtpServer>> servers_of_domain(const SmtpSettings& settings, Transcript& transcript);

} // namespace posthaste::delivery
