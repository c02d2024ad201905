// SPDX-License-Identifier: MIT
// One message to one server over one connection, by SMTP or LMTP: connect, TLS, the session, and what became of each
// recipient. Where the server is and who logs in was decided before. Other servers are tried only when one is out of
// reach, before it was told anything of the message; nothing else is retried here.
#pragma once

#include <posthaste/base/random.hpp>
#include <posthaste/delivery/transcript.hpp>
#include <posthaste/delivery/transport.hpp>
#include <posthaste/net/connect.hpp>
#include <posthaste/net/srv.hpp>
#include <posthaste/net/tls.hpp>
#include <posthaste/smtp/sasl.hpp>
#include <posthaste/smtp/session.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::delivery {

// With a login of its own: where one server stands.
struct SmtpServer {
    net::Endpoint server;
    smtp::TlsUse tls = smtp::TlsUse::starttls_required;
    std::optional<smtp::Credentials> credentials;
    bool lmtp = false;
};

struct SmtpSettings {
    net::Endpoint server;
    net::ConnectOptions connection;
    smtp::TlsUse tls = smtp::TlsUse::starttls_required;
    bool lmtp = false; // what the server speaks
    net::TlsSettings trust;
    std::string client_name; // for EHLO or LHLO; empty: the address literal of our end of the connection
    std::string mechanism = "auto";
    std::optional<smtp::Credentials> credentials; // none: no AUTH; with them, AUTH is demanded
    std::optional<std::chrono::seconds> timeout;  // for each phase instead of RFC 5321's
    IdSource* ids = nullptr;                      // for nonces; null: the system's
    std::vector<SmtpServer> others;               // tried in order as long as none before could be reached
    net::SrvLookup look_up_srv = net::look_up_srv;
};

class EarlierServers;

class SmtpTransport final : public Transport {
  public:
    // transcript must outlive this.
    SmtpTransport(SmtpSettings settings, Transcript& transcript)
        : settings_(std::move(settings)), transcript_(transcript) {}
    Outcome deliver(const mail::PreparedMessage& message) override;

  private:
    Outcome attempt(const mail::PreparedMessage& message, EarlierServers& earlier); // with the settings' server
    Outcome converse(const mail::PreparedMessage& message);                         // with it, when it is no domain

    SmtpSettings settings_;
    Transcript& transcript_;
    std::optional<net::TlsContext> tls_; // from the first connection that needs it
};

} // namespace posthaste::delivery
