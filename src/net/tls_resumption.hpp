// SPDX-License-Identifier: MIT
// Sessions resumed from one run to the next (RFC 8446 section 2.2, RFC 5077), never with early data.
#pragma once

#include "openssl_handles.hpp"

#include <posthaste/net/tls.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::net {

using SessionHandle = std::unique_ptr<SSL_SESSION, OpensslDeleter<SSL_SESSION_free>>;

// For all connections of one context.
struct SessionRules {
    std::string directory;                // empty: no sessions
    std::string trust;                    // trust_identity()
    std::vector<std::string> authorities; // hashed directories
};

// Of one connection.
class Resumption {
  public:
    // Sessions of this server, under these rules. Not called: no session is offered or kept.
    void use(const SessionRules& rules, std::string_view host, std::uint16_t port);

    // Before the handshake: a kept session that is still good. One of TLS 1.3 is removed, being of use once only
    // (RFC 8446 section C.4): who sees it twice knows it is the same client.
    void offer(SSL* ssl);
    // After a handshake that did not fail: notes what its chain rests on.
    void verified(const SSL* ssl);
    // The handshake failed, or what it resumed is not to be trusted any more.
    void forget() const;
    // What the server gave to go on with. Only the last of several is kept.
    void take(SSL_SESSION* session) noexcept { fresh_.reset(session); }
    // At the end of a connection that went well and whose peer was verified.
    void keep(const SSL* ssl) noexcept;

  private:
    std::string directory_, name_; // empty: off
    std::vector<std::string> authorities_;
    std::string anchor_;           // anchor_of() the chain, as it was when that was verified
    std::int64_t verified_at_ = 0; // when the chain of the offered session was verified
    SessionHandle fresh_;
};

// For an SSL_CTX: new sessions go to the Resumption of their connection.
void hand_out_sessions(SSL_CTX* context);

} // namespace posthaste::net
