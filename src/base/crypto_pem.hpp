// SPDX-License-Identifier: MIT
// Certificates and keys out of PEM, and whether they are fit for what is wanted of them. crypto_cms.hpp says what
// errors there are.
#pragma once

#include <posthaste/base/crypto_cms.hpp>

#include <cstdint>
#include <memory>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace posthaste {

template <auto release> struct CryptoDeleter {
    template <typename T> void operator()(T* object) const noexcept { release(object); }
};
struct CertificateListDeleter {
    void operator()(STACK_OF(X509) * list) const noexcept { sk_X509_pop_free(list, X509_free); }
};
using CryptoBio = std::unique_ptr<BIO, CryptoDeleter<BIO_free>>;
using CryptoKey = std::unique_ptr<EVP_PKEY, CryptoDeleter<EVP_PKEY_free>>;
using CertificateList = std::unique_ptr<STACK_OF(X509), CertificateListDeleter>;
using Certificate = std::unique_ptr<X509, CryptoDeleter<X509_free>>;

[[nodiscard]] Result<CertificateList> read_certificates(const PemText& pem); // at least one
[[nodiscard]] Result<CryptoKey> read_private_key(const PemText& pem);

enum class MailUse : std::uint8_t { sign, encrypt };
[[nodiscard]] Status fit_for(MailUse use, X509* certificate, const std::string& name);

} // namespace posthaste
