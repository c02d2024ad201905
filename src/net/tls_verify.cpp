// SPDX-License-Identifier: MIT
#include "tls_verify.hpp"

#include "tls_certificate.hpp"

#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/x509v3.h>
#include <vector>

namespace posthaste::net {

namespace {
constexpr std::string_view name_it = "if you trust it, name its certificate with tls_ca (--tls-ca FILE), "
                                     "or pin it (tls_pin; --trace=tls shows its fingerprint)";
constexpr std::size_t names_shown = 6;

// The common name, or the organisation where there is none, or all of it.
std::string short_name(const X509_NAME* name) {
    for (const int nid : {NID_commonName, NID_organizationName}) {
        const int at = X509_NAME_get_index_by_NID(name, nid, -1);
        if (at >= 0)
            return std::string{octets_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)))};
    }
    return name_text(name);
}

std::string time_text(const ASN1_TIME* time) {
    std::tm broken_down{};
    if (ASN1_TIME_to_tm(time, &broken_down) != 1)
        return "an unreadable date";
    return fmt::format("{:%Y-%m-%d %H:%M} UTC", broken_down);
}

std::string wrong_name(const X509* certificate, const std::string& host) {
    std::vector<std::string> names = alternative_names(certificate);
    if (names.empty())
        return fmt::format("the server's certificate names no host at all (subjectAltName), so it is not for {}: "
                           "its administrator must renew it with that name",
                           host);
    if (names.size() > names_shown) {
        const std::size_t more = names.size() - names_shown;
        names.resize(names_shown);
        names.back() += fmt::format(" and {} more", more);
    }
    return fmt::format("the server's certificate is for {} and not for {}: use a name it is for as the server, or "
                       "check that this is the right server",
                       fmt::join(names, ", "), host);
}

// "the server's certificate", or the one above it that is at fault.
std::string whose(const X509* certificate, int depth) {
    if (depth == 0)
        return "the server's certificate";
    return fmt::format("the certificate of the authority \"{}\"", short_name(X509_get_subject_name(certificate)));
}

std::string unknown_authority(const X509* certificate) {
    return fmt::format("the server's certificate is issued by an unknown authority, \"{}\": {}; or the server does "
                       "not send its intermediate certificates",
                       short_name(X509_get_issuer_name(certificate)), name_it);
}

std::string other_words(int error, const std::string& subject) {
    std::string reason = X509_verify_cert_error_string(error);
    if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z')
        reason[0] = static_cast<char>(reason[0] + 32);
    return fmt::format("{} is not to be trusted: {}", subject, reason);
}

std::string words_for(int error, int depth, const X509* certificate, const std::string& host) {
    const std::string subject = whose(certificate, depth);
    switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return wrong_name(certificate, host);
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return fmt::format("{} expired on {}: its administrator must renew it (or this machine's clock is wrong)",
                           subject, time_text(X509_get0_notAfter(certificate)));
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return fmt::format("{} is not yet valid before {}: check this machine's clock", subject,
                           time_text(X509_get0_notBefore(certificate)));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return fmt::format("the server's certificate is self-signed (\"{}\"): {}",
                           short_name(X509_get_subject_name(certificate)), name_it);
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return unknown_authority(certificate);
    case X509_V_ERR_INVALID_PURPOSE:
        return fmt::format("{} is not meant for servers (its purpose, the extended key usage, is another): its "
                           "administrator must replace it",
                           subject);
    case X509_V_ERR_INVALID_CA:
        return fmt::format("the server's certificate is issued by \"{}\", which is not an authority",
                           short_name(X509_get_subject_name(certificate)));
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
        return fmt::format("{} is too weak (key or signature under 112 bits): its administrator must replace it",
                           subject);
    default:
        return other_words(error, subject);
    }
}
} // namespace

std::string distrust_words(X509_STORE_CTX* store_context, const std::string& host) {
    const int error = X509_STORE_CTX_get_error(store_context);
    const X509* certificate = X509_STORE_CTX_get_current_cert(store_context);
    if (certificate == nullptr)
        return other_words(error, "the server's certificate");
    return words_for(error, X509_STORE_CTX_get_error_depth(store_context), certificate, host);
}

std::string validity_distrust(const X509* certificate) {
    if (X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0) // 0: unreadable
        return words_for(X509_V_ERR_CERT_HAS_EXPIRED, 0, certificate, {});
    if (X509_cmp_current_time(X509_get0_notBefore(certificate)) >= 0)
        return words_for(X509_V_ERR_CERT_NOT_YET_VALID, 0, certificate, {});
    return {};
}

} // namespace posthaste::net
