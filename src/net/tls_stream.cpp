// SPDX-License-Identifier: MIT
#include "address.hpp"
#include "tls_binding.hpp"
#include "tls_certificate.hpp"
#include "tls_connection.hpp"
#include "tls_context.hpp"
#include "tls_error.hpp"
#include "tls_transfer.hpp"

#include <posthaste/net/tls.hpp>

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

class TlsStream final : public TlsTransfer {
  public:
    explicit TlsStream(std::unique_ptr<Stream> plain) : TlsTransfer(std::move(plain)) {}
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;
    ~TlsStream() override { release(); }
    void use_sessions(const TlsContext::Impl& context, const std::string& server_name, std::uint16_t port) {
        connection_.resumption.use(context.sessions, server_name, port);
    }
    Status handshake(const TlsContext::Impl& context, const std::string& server_name, Deadline deadline,
                     TlsStart start);
    void forget_session() const { connection_.resumption.forget(); }
    void describe(TlsPeer& peer, bool with_chain) const; // also after a handshake that failed

  private:
    void said_goodbye() noexcept override { connection_.resumption.keep(ssl()); }
    Status expect_name(const std::string& server_name);
    [[nodiscard]] std::vector<TlsCertificate> chain() const;

    TlsConnection connection_;
};

// An empty name, or one that begins with a dot, would mean "any" to OpenSSL (X509_VERIFY_PARAM_set1_host(3)).
Status TlsStream::expect_name(const std::string& server_name) {
    if (server_name.empty() || server_name.front() == '.')
        return fail(ErrorKind::config,
                    fmt::format("\"{}\" is not a host name that a certificate can be checked against", server_name));
    const auto address = parse_ip(server_name);
    if (address) {
        X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl());
        if (X509_VERIFY_PARAM_set1_ip(parameters, address->octets.data(), address->size) != 1)
            return fail(ErrorKind::internal, "OpenSSL takes no address to check");
        return {}; // no server_name extension: RFC 6066 section 3 forbids literal addresses in it
    }
    if (X509_VERIFY_PARAM_set1_host(SSL_get0_param(ssl()), server_name.data(), server_name.size()) != 1 ||
        !announce_name(ssl(), server_name))
        return fail(ErrorKind::config, fmt::format("\"{}\" is not a host name that TLS can use", server_name));
    return {};
}

Status TlsStream::handshake(const TlsContext::Impl& context, const std::string& server_name, Deadline deadline,
                            TlsStart start) {
    PH_TRY(make_connection(context.context.get(), context.transport_method.get()));
    const bool dotted = server_name.size() > 1 && server_name.back() == '.';
    connection_.verification.host = server_name.substr(0, server_name.size() - (dotted ? 1 : 0));
    PH_TRY(expect_name(connection_.verification.host));
    connection_.verification.bundle = &context.trust.bundle;
    SSL_set_app_data(ssl(), &connection_);
    SSL_set_verify(ssl(), SSL_VERIFY_PEER, note_distrust);
    connection_.resumption.offer(ssl());
    begin(deadline);
    const bool connected = SSL_connect(ssl()) == 1;
    transport().handshaking = false;
    if (!connected)
        return std::unexpected(handshake_error(ssl(), transport(), connection_.verification.distrust,
                                               connection_.verification.host, start == TlsStart::after_starttls));
    // A cipher without authentication would come here without a certificate.
    if (SSL_get0_peer_certificate(ssl()) == nullptr || SSL_get_verify_result(ssl()) != X509_V_OK)
        return fail(ErrorKind::trust, "the server showed no certificate that can be trusted");
    std::string distrust = distrust_of_leaf(SSL_get0_peer_certificate(ssl()), context.pins);
    if (!distrust.empty())
        return fail(ErrorKind::trust, std::move(distrust));
    connection_.resumption.verified(ssl());
    return {};
}

std::vector<TlsCertificate> TlsStream::chain() const {
    if (connection_.verification.refused)
        return describe_certificates(connection_.verification.refused.get());
    if (const auto* verified = SSL_get0_verified_chain(ssl()); verified != nullptr)
        return describe_certificates(verified);
    const X509* certificate = SSL_get0_peer_certificate(ssl());
    return certificate != nullptr ? std::vector{describe_certificate(certificate)} : std::vector<TlsCertificate>{};
}

void TlsStream::describe(TlsPeer& peer, bool with_chain) const {
    if (ssl() == nullptr)
        return;
    const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl());
    if (cipher == nullptr)
        cipher = SSL_get_pending_cipher(ssl()); // TLS 1.2 that stopped at the certificate
    if (cipher != nullptr) {
        peer.version = SSL_get_version(ssl());
        peer.cipher = SSL_CIPHER_get_name(cipher);
    }
    if (with_chain)
        peer.chain = chain();
    peer.resumed = SSL_session_reused(ssl()) == 1;
    if (SSL_is_init_finished(ssl()) == 1)
        peer.binding = channel_binding(ssl());
    ERR_clear_error();
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
