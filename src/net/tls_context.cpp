// SPDX-License-Identifier: MIT
#include "tls_context.hpp"

#include "tls_error.hpp"
#include "tls_resumption.hpp"
#include "tls_transport.hpp"
#include "trust_identity.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace posthaste::net {

namespace {
// A key under a pass phrase: OpenSSL would ask on the terminal. There is nobody to ask in cron.
int no_pass_phrase(char*, int, int, void*) noexcept { return -1; }

// The administrator's openssl.cnf may be stricter than we are, never laxer.
Status set_floor(SSL_CTX* context, TlsVersion minimum) {
    const int version = minimum == TlsVersion::v1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
    SSL_CTX_set_security_level(context, std::max(2, SSL_CTX_get_security_level(context)));
    const long configured = SSL_CTX_get_min_proto_version(context);
    if (configured < version && SSL_CTX_set_min_proto_version(context, version) != 1)
        return fail(ErrorKind::config, "OpenSSL refuses to be limited to TLS 1.2 and later");
    return {};
}

void set_behaviour(SSL_CTX* context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // A connection cut without close_notify must not look like an end (RFC 8446 section 6.1).
    SSL_CTX_clear_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
    X509_VERIFY_PARAM* parameters = SSL_CTX_get0_param(context);
    // RFC 9525 section 6: names by subjectAltName only, a wildcard only as the whole left-most label.
    X509_VERIFY_PARAM_set_hostflags(parameters,
                                    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
}

Status readable(std::string_view what, const std::string& path) {
    if (::access(path.c_str(), R_OK) != 0)
        return fail_errno(ErrorKind::config, fmt::format("cannot read the {} in {}", what, path), errno);
    return {};
}

Status trust_authorities(SSL_CTX* context, const TlsSettings& settings, TrustState& state) {
    if (!settings.ca.empty())
        return trust_only(context, settings.ca, state);
    if (!settings.pins.empty() && std::ranges::all_of(settings.pins, &TlsPin::certificate))
        return {}; // no authority is asked: a machine may have none
    return trust_system(context, state);
}

void use_sessions(TlsContext::Impl& impl, const TlsSettings& settings) {
    if (settings.sessions.empty()) {
        SSL_CTX_set_options(impl.context.get(), SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(impl.context.get(), SSL_SESS_CACHE_OFF);
        return;
    }
    impl.sessions = {settings.sessions, trust_identity(impl.context.get(), settings), impl.trust.directories};
    hand_out_sessions(impl.context.get());
}

Status use_client_certificate(SSL_CTX* context, const TlsSettings& settings) {
    if (settings.certificate.empty() && settings.key.empty())
        return {};
    if (settings.certificate.empty())
        return fail(ErrorKind::config, fmt::format("tls_key is {} but there is no tls_cert", settings.key));
    const std::string& key = settings.key.empty() ? settings.certificate : settings.key;
    PH_TRY(readable("client certificate", settings.certificate));
    PH_TRY(readable("key of the client certificate", key));
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, settings.certificate.c_str()) != 1)
        return fail(ErrorKind::config,
                    fmt::format("cannot use the client certificate in {}: {}", settings.certificate, drained_reason()));
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
        if (ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH) {
            ERR_clear_error();
            return fail(ErrorKind::config, fmt::format("the key in {} is not that of the client certificate in {}", key,
                                                       settings.certificate));
        }
        return fail(ErrorKind::config, fmt::format("cannot use the key in {} (PEM without a pass phrase is expected): "
                                                   "{}",
                                                   key, drained_reason()));
    }
    if (SSL_CTX_check_private_key(context) != 1)
        return fail(ErrorKind::config, fmt::format("the key in {} is not that of the client certificate in {}: {}", key,
                                                   settings.certificate, drained_reason()));
    return {};
}
} // namespace

TlsContext::TlsContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsContext::TlsContext(TlsContext&&) noexcept = default;
TlsContext& TlsContext::operator=(TlsContext&&) noexcept = default;
TlsContext::~TlsContext() = default;

Result<TlsContext> TlsContext::make(const TlsSettings& settings) {
    // openssl.cnf is read as always: it holds the administrator's policy. What OpenSSL frees in atexit(3) the kernel
    // frees sooner. The texts of errors, a million instructions' worth, are loaded when there is one (tls_error.cpp).
    OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_LOAD_SSL_STRINGS,
                     nullptr);
    auto impl = std::make_unique<Impl>();
    impl->transport_method = make_transport_method();
    impl->context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* context = impl->context.get();
    if (!impl->transport_method || context == nullptr)
        return fail(ErrorKind::config,
                    fmt::format("OpenSSL does not start: {} (is openssl.cnf right?)", drained_reason()));
    PH_TRY(set_floor(context, settings.minimum));
    set_behaviour(context);
    PH_TRY(trust_authorities(context, settings, impl->trust));
    impl->pins = settings.pins;
    verify_with_pins(context, impl->pins);
    use_sessions(*impl, settings);
    PH_TRY(use_client_certificate(context, settings));
    return TlsContext{std::move(impl)};
}

} // namespace posthaste::net
