// SPDX-License-Identifier: MIT
#include "tls_verification.hpp"

#include "tls_certificate.hpp"
#include "tls_connection.hpp"
#include "tls_verify.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::net {

namespace {
enum class Fit : std::uint8_t { none, key, certificate };

Fit fit_of(const X509* certificate, const TlsPins& pins) {
    const auto named = [&](bool whole, const std::string& sha256) {
        return !sha256.empty() && std::ranges::any_of(pins, [&](const TlsPin& pin) {
            return pin.certificate == whole && pin.sha256 == sha256;
        });
    };
    if (named(true, certificate_sha256(certificate)))
        return Fit::certificate;
    return named(false, key_sha256(certificate)) ? Fit::key : Fit::none;
}

std::string pin_words(const X509* certificate) {
    return fmt::format("the server's certificate is not what tls_pin (--tls-pin) names: it is cert-sha256:{}, and its "
                       "key sha256:{}; put one of them into tls_pin if you know from elsewhere that it is right",
                       certificate_sha256(certificate), key_sha256(certificate));
}

Verification* verification_of(X509_STORE_CTX* store_context) noexcept {
    void* ssl = X509_STORE_CTX_get_ex_data(store_context, SSL_get_ex_data_X509_STORE_CTX_idx());
    TlsConnection* connection = connection_of(static_cast<SSL*>(ssl));
    return connection != nullptr ? &connection->verification : nullptr;
}

void refuse(Verification& verification, X509_STORE_CTX* store_context, std::string why) {
    if (!verification.distrust.empty())
        return;
    verification.distrust = std::move(why);
    if (auto* sent = X509_STORE_CTX_get0_untrusted(store_context); sent != nullptr)
        verification.refused.reset(X509_chain_up_ref(sent));
}

// What a pin of the very certificate stands in for: all that authorities say of it, and its name. Its dates and the
// strength of its key are its own.
bool settled_by_pin(X509_STORE_CTX* store_context) {
    if (X509_STORE_CTX_get_error_depth(store_context) > 0)
        return true;
    switch (X509_STORE_CTX_get_error(store_context)) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_INVALID_PURPOSE:
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return true;
    default:
        return false;
    }
}

bool lacks_authority(X509_STORE_CTX* store_context) {
    switch (X509_STORE_CTX_get_error(store_context)) {
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return true;
    default:
        return false;
    }
}

// OpenSSL would have refused a damaged file as a whole: whoever looks for an authority in it is to know.
std::string damage_words(X509_STORE_CTX* store_context, const Bundle* bundle) {
    if (bundle == nullptr || !bundle->damaged || !lacks_authority(store_context))
        return {};
    return fmt::format("; or it is in {}, where something is damaged and cannot be read: replace that file",
                       bundle->path);
}

// For SSL_CTX_set_cert_verify_callback(3), in place of X509_verify_cert(3).
int verify_pinned(X509_STORE_CTX* store_context, void* pins) noexcept {
    const X509* leaf = X509_STORE_CTX_get0_cert(store_context);
    Verification* verification = verification_of(store_context);
    const Fit fit =
        leaf != nullptr && verification != nullptr ? fit_of(leaf, *static_cast<const TlsPins*>(pins)) : Fit::none;
    if (fit == Fit::none) {
        X509_STORE_CTX_set_error(store_context, X509_V_ERR_CERT_REJECTED);
        if (leaf != nullptr && verification != nullptr)
            refuse(*verification, store_context, pin_words(leaf));
        return 0;
    }
    verification->leaf_pinned = fit == Fit::certificate;
    return X509_verify_cert(store_context);
}
} // namespace

void verify_with_pins(SSL_CTX* context, const TlsPins& pins) {
    if (!pins.empty()) // OpenSSL takes no const; nothing is written
        SSL_CTX_set_cert_verify_callback(context, verify_pinned, const_cast<TlsPins*>(&pins));
}

int note_distrust(int trusted, X509_STORE_CTX* store_context) noexcept {
    if (trusted == 1)
        return 1;
    Verification* verification = verification_of(store_context);
    if (verification == nullptr)
        return 0;
    if (verification->leaf_pinned && settled_by_pin(store_context)) {
        X509_STORE_CTX_set_error(store_context, X509_V_OK);
        return 1;
    }
    refuse(*verification, store_context,
           distrust_words(store_context, verification->host) + damage_words(store_context, verification->bundle));
    return 0;
}

std::string distrust_of_leaf(const X509* certificate, const TlsPins& pins) {
    if (!pins.empty() && fit_of(certificate, pins) == Fit::none)
        return pin_words(certificate);
    return validity_distrust(certificate);
}

} // namespace posthaste::net
