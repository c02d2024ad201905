// SPDX-License-Identifier: MIT
#include "address.hpp"
#include "tls_binding.hpp"
#include "tls_certificate.hpp"
#include "tls_connection.hpp"
#include "tls_context.hpp"
#include "tls_error.hpp"
#include "tls_transport.hpp"

#include <posthaste/net/tls.hpp>

#include <cassert>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace posthaste::net {

namespace {
// SSL_set_tlsext_host_name() without the cast in the macro; the text is copied.
bool announce_name(SSL* ssl, const std::string& server_name) {
    void* text = const_cast<char*>(server_name.c_str());
    return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, text) == 1;
}

class TlsStream final : public Stream {
  public:
    explicit TlsStream(std::unique_ptr<Stream> plain) { transport_.plain = std::move(plain); }
    void use_sessions(const TlsContext::Impl& context, const std::string& server_name, std::uint16_t port) {
        connection_.resumption.use(context.sessions, server_name, port);
    }
    Status handshake(const TlsContext::Impl& context, const std::string& server_name, Deadline deadline,
                     TlsStart start);
    void forget_session() const { connection_.resumption.forget(); }
    void describe(TlsPeer& peer, bool with_chain) const; // also after a handshake that failed
    Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override;
    Status write_all(std::string_view bytes, Deadline deadline) override;
    void shut_down() noexcept override;
    [[nodiscard]] int descriptor() const noexcept override { return transport_.plain->descriptor(); }

  private:
    Status expect_name(const std::string& server_name);
    [[nodiscard]] std::vector<TlsCertificate> chain() const;
    void begin(Deadline deadline);

    TlsTransport transport_;
    TlsConnection connection_;
    SslHandle ssl_; // after what its BIO refers to
    bool broken_ = false;
};

void TlsStream::begin(Deadline deadline) {
    ERR_clear_error(); // SSL_get_error(3) looks into the thread's queue
    transport_.deadline = deadline;
    transport_.reads = 0;
    transport_.error.reset();
}

// An empty name, or one that begins with a dot, would mean "any" to OpenSSL (X509_VERIFY_PARAM_set1_host(3)).
Status TlsStream::expect_name(const std::string& server_name) {
    if (server_name.empty() || server_name.front() == '.')
        return fail(ErrorKind::config,
                    fmt::format("\"{}\" is not a host name that a certificate can be checked against", server_name));
    const auto address = parse_ip(server_name);
    if (address) {
        X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl_.get());
        if (X509_VERIFY_PARAM_set1_ip(parameters, address->octets.data(), address->size) != 1)
            return fail(ErrorKind::internal, "OpenSSL takes no address to check");
        return {}; // no server_name extension: RFC 6066 section 3 forbids literal addresses in it
    }
    if (X509_VERIFY_PARAM_set1_host(SSL_get0_param(ssl_.get()), server_name.data(), server_name.size()) != 1 ||
        !announce_name(ssl_.get(), server_name))
        return fail(ErrorKind::config, fmt::format("\"{}\" is not a host name that TLS can use", server_name));
    return {};
}

Status TlsStream::handshake(const TlsContext::Impl& context, const std::string& server_name, Deadline deadline,
                            TlsStart start) {
    ssl_.reset(SSL_new(context.context.get()));
    BIO* bio = ssl_ ? make_transport_bio(context.transport_method.get(), &transport_) : nullptr;
    if (bio == nullptr)
        return fail(ErrorKind::internal, "OpenSSL makes no connection");
    SSL_set_bio(ssl_.get(), bio, bio);
    const bool dotted = server_name.size() > 1 && server_name.back() == '.';
    connection_.verification.host = server_name.substr(0, server_name.size() - (dotted ? 1 : 0));
    PH_TRY(expect_name(connection_.verification.host));
    connection_.verification.bundle = &context.trust.bundle;
    SSL_set_app_data(ssl_.get(), &connection_);
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, note_distrust);
    connection_.resumption.offer(ssl_.get());
    begin(deadline);
    const bool connected = SSL_connect(ssl_.get()) == 1;
    transport_.handshaking = false;
    if (!connected)
        return std::unexpected(handshake_error(ssl_.get(), transport_, connection_.verification.distrust,
                                               connection_.verification.host, start == TlsStart::after_starttls));
    // A cipher without authentication would come here without a certificate.
    if (SSL_get0_peer_certificate(ssl_.get()) == nullptr || SSL_get_verify_result(ssl_.get()) != X509_V_OK)
        return fail(ErrorKind::trust, "the server showed no certificate that can be trusted");
    std::string distrust = distrust_of_leaf(SSL_get0_peer_certificate(ssl_.get()), context.pins);
    if (!distrust.empty())
        return fail(ErrorKind::trust, std::move(distrust));
    connection_.resumption.verified(ssl_.get());
    return {};
}

std::vector<TlsCertificate> TlsStream::chain() const {
    if (connection_.verification.refused)
        return describe_certificates(connection_.verification.refused.get());
    if (const auto* verified = SSL_get0_verified_chain(ssl_.get()); verified != nullptr)
        return describe_certificates(verified);
    const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
    return certificate != nullptr ? std::vector{describe_certificate(certificate)} : std::vector<TlsCertificate>{};
}

void TlsStream::describe(TlsPeer& peer, bool with_chain) const {
    if (!ssl_)
        return;
    const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl_.get());
    if (cipher == nullptr)
        cipher = SSL_get_pending_cipher(ssl_.get()); // TLS 1.2 that stopped at the certificate
    if (cipher != nullptr) {
        peer.version = SSL_get_version(ssl_.get());
        peer.cipher = SSL_CIPHER_get_name(cipher);
    }
    if (with_chain)
        peer.chain = chain();
    peer.resumed = SSL_session_reused(ssl_.get()) == 1;
    if (SSL_is_init_finished(ssl_.get()) == 1)
        peer.binding = channel_binding(ssl_.get());
    ERR_clear_error();
}

Result<std::size_t> TlsStream::read_some(std::span<char> buffer, Deadline deadline) {
    assert(!buffer.empty());
    begin(deadline);
    std::size_t count = 0;
    const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
    if (result == 1)
        return count;
    if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN)
        return 0;
    Error error = transfer_error(transport_);
    broken_ = error.kind != ErrorKind::timeout;
    return std::unexpected(std::move(error));
}

Status TlsStream::write_all(std::string_view bytes, Deadline deadline) {
    if (bytes.empty())
        return {};
    begin(deadline);
    std::size_t count = 0; // all or nothing: SSL_MODE_ENABLE_PARTIAL_WRITE is off
    transport_.gathering = bytes.size() > SSL3_RT_MAX_PLAIN_LENGTH; // more than a record
    const bool written = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1;
    transport_.gathering = false;
    auto sent = written ? send_gathered(transport_) : std::unexpected(transfer_error(transport_));
    broken_ = broken_ || !sent; // part of a record may be on the wire
    return sent;
}

void TlsStream::shut_down() noexcept {
    if (!broken_) {
        begin(Deadline::in({}));
        SSL_shutdown(ssl_.get()); // close_notify (RFC 8446 section 6.1); what does not fit the buffer now is not sent
        connection_.resumption.keep(ssl_.get());
        ERR_clear_error();
    }
    transport_.plain->shut_down();
}
} // namespace

// NOLINTNEXTLINE(readability-function-size): six parameters, no two of one type
Result<std::unique_ptr<Stream>> start_tls(std::unique_ptr<Stream> plain, const TlsContext& context,
                                          const std::string& server_name, Deadline deadline, TlsPeer* peer,
                                          TlsOptions options) {
    auto stream = std::make_unique<TlsStream>(std::move(plain));
    if (!context.impl().sessions.directory.empty() && options.port != 0)
        stream->use_sessions(context.impl(), server_name, options.port);
    auto done = stream->handshake(context.impl(), server_name, deadline, options.start);
    if (peer != nullptr)
        stream->describe(*peer, options.describe_chain);
    if (!done) {
        stream->forget_session();
        return std::unexpected(std::move(done).error());
    }
    return stream;
}

} // namespace posthaste::net
