// SPDX-License-Identifier: MIT
#include <posthaste/base/crypto_reason.hpp>

#include <fmt/format.h>
#include <openssl/cmserr.h>
#include <openssl/err.h>

namespace posthaste {

namespace {

// OpenSSL was told to leave its texts out (net/tls_context.cpp), and then keeps to that. These functions are deprecated
// since it loads them all by itself otherwise. Doing it again does no harm.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
void load_reasons() {
    ERR_load_X509_strings();
    ERR_load_X509V3_strings();
    ERR_load_PEM_strings();
    ERR_load_ASN1_strings();
    ERR_load_EVP_strings();
    ERR_load_RSA_strings();
    ERR_load_EC_strings();
    ERR_load_BN_strings();
    ERR_load_BIO_strings();
    ERR_load_CMS_strings();
    ERR_load_CONF_strings();
    ERR_load_CRYPTO_strings();
    ERR_load_RAND_strings();
    ERR_load_ERR_strings();
}
#pragma GCC diagnostic pop

} // namespace

std::string drained_crypto_reason() {
    const unsigned long code = ERR_peek_error();
    if (code == 0)
        return "no reason given";
    load_reasons();
    const char* reason = ERR_reason_error_string(code);
    ERR_clear_error();
    return reason == nullptr ? fmt::format("OpenSSL's error {:08X}", code) : std::string(reason);
}

} // namespace posthaste
