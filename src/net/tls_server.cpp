// SPDX-License-Identifier: MIT
#include "tls_basics.hpp"
#include "tls_error.hpp"
#include "tls_transfer.hpp"

#include <posthaste/net/tls_server.hpp>

#include <fmt/format.h>

namespace posthaste::net {

struct TlsServerContext::Impl {
    BioMethodHandle transport_method;
    SslContextHandle context;
};

namespace {

class ServerStream final : public TlsTransfer {
  public:
    explicit ServerStream(std::unique_ptr<Stream> plain) : TlsTransfer(std::move(plain)) {}

    Status handshake(const TlsServerContext::Impl& context, Deadline deadline) {
        PH_TRY(make_connection(context.context.get(), context.transport_method.get()));
        begin(deadline);
        const bool accepted = SSL_accept(ssl()) == 1;
        transport().handshaking = false;
        if (accepted)
            return {};
        if (const auto& error = transport().error)
            return std::unexpected(*error);
        if (transport().ended)
            return fail(ErrorKind::connection, "the client went away during the TLS handshake");
        return fail(ErrorKind::tls, fmt::format("the TLS handshake failed: {}", drained_reason()));
    }
};

} // namespace

TlsServerContext::TlsServerContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsServerContext::TlsServerContext(TlsServerContext&&) noexcept = default;
TlsServerContext& TlsServerContext::operator=(TlsServerContext&&) noexcept = default;
TlsServerContext::~TlsServerContext() = default;

// Sessions are not resumed: a call is a process of its own, and what they have in common is not worth keeping.
Result<TlsServerContext> TlsServerContext::make(const std::string& certificate, const std::string& key) {
    start_openssl();
    auto impl = std::make_unique<Impl>();
    impl->transport_method = make_transport_method();
    impl->context.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* context = impl->context.get();
    if (!impl->transport_method || context == nullptr)
        return does_not_start();
    PH_TRY(set_floor(context, TlsVersion::v1_2));
    set_behaviour(context);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    PH_TRY(use_certificate(context, "certificate", certificate, key));
    return TlsServerContext{std::move(impl)};
}

Result<std::unique_ptr<Stream>> accept_tls(std::unique_ptr<Stream> plain, const TlsServerContext& context,
                                           Deadline deadline) {
    auto stream = std::make_unique<ServerStream>(std::move(plain));
    PH_TRY(stream->handshake(context.impl(), deadline));
    return stream;
}

} // namespace posthaste::net
