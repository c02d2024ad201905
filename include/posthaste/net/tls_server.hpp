// SPDX-License-Identifier: MIT
// TLS for servers over OpenSSL: 1.2 or later, security level 2. Clients show no certificate.
#pragma once

#include <posthaste/net/stream.hpp>

#include <memory>
#include <string>

namespace posthaste::net {

class TlsServerContext {
  public:
    // Chain and key, PEM; key empty: in the certificate's file. ErrorKind::config for files that cannot be used.
    static Result<TlsServerContext> make(const std::string& certificate, const std::string& key);
    TlsServerContext(TlsServerContext&&) noexcept;
    TlsServerContext& operator=(TlsServerContext&&) noexcept;
    ~TlsServerContext();

    struct Impl;
    [[nodiscard]] Impl& impl() const noexcept { return *impl_; }

  private:
    explicit TlsServerContext(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Takes the plain stream and gives the TLS one. One deadline for the whole handshake. ErrorKind::tls: the client speaks
// no TLS, or not a version or cipher of ours; connection, timeout. The context must outlive the stream.
[[nodiscard]] Result<std::unique_ptr<Stream>> accept_tls(std::unique_ptr<Stream> plain, const TlsServerContext& context,
                                                         Deadline deadline);

} // namespace posthaste::net
