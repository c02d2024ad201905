// SPDX-License-Identifier: MIT
#include "tls_basics.hpp"

#include "tls_error.hpp"

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

Status readable(std::string_view what, const std::string& path) {
    if (::access(path.c_str(), R_OK) != 0)
        return fail_errno(ErrorKind::config, fmt::format("cannot read the {} in {}", what, path), errno);
    return {};
}

} // namespace

// openssl.cnf is read as always: it holds the administrator's policy. What OpenSSL frees in atexit(3) the kernel frees
// sooner. The texts of errors, a million instructions' worth, are loaded when there is one (tls_error.cpp).
void start_openssl() {
    OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_LOAD_SSL_STRINGS,
                     nullptr);
}

std::unexpected<Error> does_not_start() {
    return fail(ErrorKind::config, fmt::format("OpenSSL does not start: {} (is openssl.cnf right?)", drained_reason()));
}

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

Status use_certificate(SSL_CTX* context, std::string_view what, const std::string& certificate,
                       const std::string& key) {
    const std::string& key_file = key.empty() ? certificate : key;
    PH_TRY(readable(what, certificate));
    PH_TRY(readable(fmt::format("key of the {}", what), key_file));
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
        return fail(ErrorKind::config, fmt::format("cannot use the {} in {}: {}", what, certificate, drained_reason()));
    if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
        if (ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH) {
            ERR_clear_error();
            return fail(ErrorKind::config,
                        fmt::format("the key in {} is not that of the {} in {}", key_file, what, certificate));
        }
        return fail(ErrorKind::config, fmt::format("cannot use the key in {} (PEM without a pass phrase is expected): "
                                                   "{}",
                                                   key_file, drained_reason()));
    }
    if (SSL_CTX_check_private_key(context) != 1)
        return fail(ErrorKind::config, fmt::format("the key in {} is not that of the {} in {}: {}", key_file, what,
                                                   certificate, drained_reason()));
    return {};
}

} // namespace posthaste::net
