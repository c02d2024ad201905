// SPDX-License-Identifier: MIT
#include "tls_context.hpp"

#include "tls_basics.hpp"
#include "tls_resumption.hpp"
#include "tls_transport.hpp"
#include "trust_identity.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::net {

namespace {
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
    return use_certificate(context, "client certificate", settings.certificate, settings.key);
}
} // namespace

TlsContext::TlsContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsContext::TlsContext(TlsContext&&) noexcept = default;
TlsContext& TlsContext::operator=(TlsContext&&) noexcept = default;
TlsContext::~TlsContext() = default;

Result<TlsContext> TlsContext::make(const TlsSettings& settings) {
    start_openssl();
    auto impl = std::make_unique<Impl>();
    impl->transport_method = make_transport_method();
    impl->context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* context = impl->context.get();
    if (!impl->transport_method || context == nullptr)
        return does_not_start();
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
