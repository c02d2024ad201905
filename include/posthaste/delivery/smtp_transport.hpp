// SPDX-License-Identifier: MIT
// Messages to one server by SMTP or LMTP: connect, TLS, the session, and what became of each recipient. Where the
// server is and who logs in was decided before. Other servers are tried only when one is out of reach, before it was
// told anything of the message; nothing else is retried here, but for a connection that was kept and has been closed.
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
#include <memory>
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
    // Several messages may go over one connection: QUIT is not said with the message but by close(), or when the
    // server takes no more. deliver() then never waits for the answer to QUIT of its own message.
    bool keep_connection = false;
    // Once this descriptor is readable (a signalfd; nothing is read from it), the connection is dropped without a
    // further byte, and who has not got the message fails with ErrorKind::interrupted. No other server is tried.
    // But for the answer to the end of the message, once that was sent: the message would arrive twice.
    int interrupt = -1;
    std::chrono::milliseconds last_answer_wait{5000}; // for that answer, after the interruption
};

class EarlierServers;
struct KeptConnection;
struct SessionEnd;

class SmtpTransport final : public Transport {
  public:
    // transcript must outlive this.
    SmtpTransport(SmtpSettings settings, Transcript& transcript);
    ~SmtpTransport() override; // close()
    SmtpTransport(const SmtpTransport&) = delete;
    SmtpTransport& operator=(const SmtpTransport&) = delete;

    // By the connection that was kept, as long as it stands. One that turns out to be closed is replaced when the
    // server has answered nothing but 421 and was not sent the end of the message: then by the servers in their order.
    Outcome deliver(const mail::PreparedMessage& message) override;
    // Says QUIT where a connection is kept, and waits some seconds at most for the answer. It can decide nothing.
    void close();

  private:
    Outcome attempt(const mail::PreparedMessage& message, EarlierServers& earlier); // with the settings' server
    std::optional<Outcome> over_kept(const mail::PreparedMessage& message);         // none: not a word of it counts
    // With the settings' server, when it is no domain: `end` is what has come of everyone so far.
    Outcome conclude(const mail::PreparedMessage& message, SessionEnd end);
    SessionEnd over_new(const mail::Envelope& envelope, const mail::PreparedMessage& message);
    SessionEnd over(KeptConnection connection, const mail::Envelope& envelope, const mail::PreparedMessage& message);

    SmtpSettings settings_;
    Transcript& transcript_;
    std::optional<net::TlsContext> tls_;   // from the first connection that needs it
    std::unique_ptr<KeptConnection> kept_; // with a session that is idle, or has said QUIT
};

} // namespace posthaste::delivery
