// SPDX-License-Identifier: MIT
#include "tls_error.hpp"

#include <posthaste/base/crypto_reason.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <openssl/err.h>

namespace posthaste::net {

namespace {
constexpr std::size_t quoted_octets = 80;

// OpenSSL's reason for an alert from the peer is 1000 more than the alert's number (RFC 8446 section 6).
int alert_of(int reason) { return reason >= SSL_AD_REASON_OFFSET ? reason - SSL_AD_REASON_OFFSET : -1; }

bool about_client_certificate(int alert) {
    switch (alert) {
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_CERTIFICATE_REQUIRED:
        return true;
    default:
        return false;
    }
}

bool is_old_version(int reason) {
    return reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_WRONG_SSL_VERSION ||
           reason == SSL_R_VERSION_TOO_LOW || alert_of(reason) == SSL_AD_PROTOCOL_VERSION;
}

std::string broken_off(int alert) {
    return fmt::format("the server broke off TLS with the alert \"{}\"", lower(SSL_alert_desc_string_long(alert)));
}

std::string alert_words(int alert, std::string_view server_name) {
    const std::string text = lower(SSL_alert_desc_string_long(alert));
    if (about_client_certificate(alert))
        return fmt::format("the server does not accept our client certificate ({}): check tls_cert and tls_key", text);
    if (alert == SSL_AD_UNRECOGNIZED_NAME)
        return fmt::format("the server does not go by the name {} ({})", server_name, text);
    if (alert == SSL_AD_HANDSHAKE_FAILURE || alert == SSL_AD_INSUFFICIENT_SECURITY)
        return fmt::format("the server refused the TLS handshake ({}): it has no version, cipher or key that is safe "
                           "enough for us, or it wants a client certificate (tls_cert)",
                           text);
    return broken_off(alert);
}

std::string old_version(const SSL* ssl) {
    // SSL_get_min_proto_version is a macro over SSL_ctrl, which takes no const.
    const long minimum = SSL_ctrl(const_cast<SSL*>(ssl), SSL_CTRL_GET_MIN_PROTO_VERSION, 0, nullptr);
    return fmt::format("the server speaks no TLS version that is safe enough: {} or later is needed here",
                       minimum == TLS1_3_VERSION ? "TLS 1.3" : "TLS 1.2");
}

Error ended_in_handshake(const TlsTransport& transport) {
    if (transport.first_octets.empty())
        return {ErrorKind::connection, "the server closed the connection instead of answering the TLS handshake", 0};
    return {ErrorKind::connection, "the server closed the connection in the middle of the TLS handshake", 0};
}

// 0 when the queue says nothing, or nothing but that the stream ended: the stream knows better why.
int queued_reason() {
    const unsigned long code = ERR_peek_error();
    const int reason = code == 0 || ERR_SYSTEM_ERROR(code) ? 0 : ERR_GET_REASON(code);
    return reason == SSL_R_UNEXPECTED_EOF_WHILE_READING ? 0 : reason;
}

bool is_plain_text(std::string_view line) {
    const auto is_text = [](char c) { return !is_control(c) || c == '\t'; };
    return line.size() >= 3 && is_ascii(line) && std::ranges::all_of(line, is_text);
}
} // namespace

std::string drained_reason() {
    // Deprecated, since OpenSSL loads them by itself where it was not told to leave them out (tls_context.cpp).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    if (ERR_peek_error() != 0)
        ERR_load_SSL_strings();
#pragma GCC diagnostic pop
    return drained_crypto_reason();
}

std::string not_tls(std::string_view first_octets, bool after_starttls) {
    // A record begins with its type, 20 to 24, and the major version 3 (RFC 8446 section 5.1).
    if (first_octets.size() < 2 || (first_octets[0] >= 20 && first_octets[0] <= 24 && first_octets[1] == 3))
        return {};
    const std::string_view line = first_octets.substr(0, std::min(first_octets.find_first_of("\r\n"), quoted_octets));
    if (!is_plain_text(line))
        return "what the port answered is not TLS: is it the right port?";
    if (after_starttls)
        return fmt::format("the server agreed to STARTTLS but went on in plain text (\"{}\"): it is broken, or "
                           "something on the way interferes; implicit TLS (tls = \"implicit\", port 465) may work",
                           line);
    return fmt::format("the port answered in plain text (\"{}\"), not TLS: use STARTTLS (tls = \"starttls\") or "
                       "another port",
                       line);
}

Error handshake_error(const SSL* ssl, const TlsTransport& transport, const std::string& distrust,
                      std::string_view server_name, bool after_starttls) {
    const int reason = queued_reason();
    const std::string reason_text = drained_reason();
    if (transport.error && transport.error->kind == ErrorKind::interrupted) // whatever the server had begun to say
        return with_context("TLS handshake", *transport.error).error();
    if (!distrust.empty())
        return {ErrorKind::trust, distrust, 0};
    const std::string other_language = not_tls(transport.first_octets, after_starttls);
    if (!other_language.empty())
        return {ErrorKind::tls, other_language, 0};
    if (is_old_version(reason))
        return {ErrorKind::tls, old_version(ssl), 0};
    if (alert_of(reason) >= 0)
        return {ErrorKind::tls, alert_words(alert_of(reason), server_name), 0};
    if (reason != 0)
        return {ErrorKind::tls, fmt::format("the TLS handshake failed: {}", reason_text), 0};
    if (transport.error)
        return with_context("TLS handshake", *transport.error).error();
    return ended_in_handshake(transport);
}

Error transfer_error(const TlsTransport& transport) {
    const int reason = queued_reason();
    const std::string reason_text = drained_reason();
    // In TLS 1.3 the server looks at our certificate after we have finished the handshake. Any other alert is trouble
    // of this connection; a server that wants to renegotiate ends like that as well.
    const int alert = alert_of(reason);
    if (about_client_certificate(alert))
        return {ErrorKind::tls, alert_words(alert, {}), 0};
    if (alert >= 0)
        return {ErrorKind::connection, broken_off(alert), 0};
    if (reason != 0)
        return {ErrorKind::connection, fmt::format("the TLS connection broke: {}", reason_text), 0};
    if (transport.error)
        return *transport.error;
    return {ErrorKind::connection, "the server cut the TLS connection off (no close_notify)", 0};
}

} // namespace posthaste::net
