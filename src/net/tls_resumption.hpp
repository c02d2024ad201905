// SPDX-License-Identifier: MIT
// Sessions resumed from one run to the next (RFC 8446 section 2.2, RFC 5077), never with early data.
#pragma once

#include "openssl_handles.hpp"

#include <posthaste/net/tls.hpp>

#include <cstdint>
#include <string>

namespace posthaste::net {

using SessionHandle = std::unique_ptr<SSL_SESSION, OpensslDeleter<SSL_SESSION_free>>;

// All that decides whom we trust and as whom we come, with what tells the files apart from their former selves.
// context: for what openssl.cnf demands.
[[nodiscard]] std::string trust_identity(SSL_CTX* context, const TlsSettings& settings);

// Of one connection.
class Resumption {
  public:
    // Sessions of this server, under these settings, in the directory. Not called: no session is offered or kept.
    void use(const std::string& directory, const std::string& trust, std::string_view host, std::uint16_t port);

    // Before the handshake: a kept session that is still good. One of TLS 1.3 is removed, being of use once only
    // (RFC 8446 section C.4): who sees it twice knows it is the same client.
    void offer(SSL* ssl);
    // The handshake failed, or what it resumed is not to be trusted any more.
    void forget() const;
    // What the server gave to go on with. Only the last of several is kept.
    void take(SSL_SESSION* session) noexcept { fresh_.reset(session); }
    // At the end of a connection that went well and whose peer was verified.
    void keep(const SSL* ssl) noexcept;

  private:
    std::string directory_, name_; // empty: off
    std::int64_t verified_at_ = 0; // when the chain of the offered session was verified
    SessionHandle fresh_;
};

// For an SSL_CTX: new sessions go to the Resumption of their connection.
void hand_out_sessions(SSL_CTX* context);

} // namespace posthaste::net
