// SPDX-License-Identifier: MIT
// What a TLS stream is once its handshake is done, whichever side we are.
#pragma once

#include "openssl_handles.hpp"
#include "tls_transport.hpp"

#include <posthaste/net/stream.hpp>

namespace posthaste::net {

class TlsTransfer : public Stream {
  public:
    Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override;
    Status write_all(std::string_view bytes, Deadline deadline) override;
    void shut_down() noexcept override;
    [[nodiscard]] int descriptor() const noexcept override { return transport_.plain->descriptor(); }

  protected:
    explicit TlsTransfer(std::unique_ptr<Stream> plain) { transport_.plain = std::move(plain); }
    // Before the handshake. Both must outlive this.
    [[nodiscard]] Status make_connection(SSL_CTX* context, const BIO_METHOD* method);
    void begin(Deadline deadline); // before each call of OpenSSL
    [[nodiscard]] bool broken() const noexcept { return broken_; }
    [[nodiscard]] TlsTransport& transport() noexcept { return transport_; }
    [[nodiscard]] SSL* ssl() const noexcept { return ssl_.get(); }
    void release() noexcept { ssl_.reset(); } // before what its callbacks refer to goes

  private:
    virtual void said_goodbye() noexcept {} // in an orderly end, before the plain stream's

    TlsTransport transport_;
    SslHandle ssl_; // after what its BIO refers to
    bool broken_ = false;
};

} // namespace posthaste::net
