// SPDX-License-Identifier: MIT
// Owners for OpenSSL's objects.
#pragma once

#include <memory>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace posthaste::net {

template <auto release> struct OpensslDeleter {
    template <typename T> void operator()(T* object) const noexcept { release(object); }
};
using SslContextHandle = std::unique_ptr<SSL_CTX, OpensslDeleter<SSL_CTX_free>>;
using SslHandle = std::unique_ptr<SSL, OpensslDeleter<SSL_free>>;
using BioMethodHandle = std::unique_ptr<BIO_METHOD, OpensslDeleter<BIO_meth_free>>;
using CertificateHandle = std::unique_ptr<X509, OpensslDeleter<X509_free>>;
struct CertificatesDeleter {
    void operator()(STACK_OF(X509) * chain) const noexcept { sk_X509_pop_free(chain, X509_free); }
};
using CertificatesHandle = std::unique_ptr<STACK_OF(X509), CertificatesDeleter>;
using LookupMethodHandle = std::unique_ptr<X509_LOOKUP_METHOD, OpensslDeleter<X509_LOOKUP_meth_free>>;
using GeneralNamesHandle = std::unique_ptr<GENERAL_NAMES, OpensslDeleter<GENERAL_NAMES_free>>;

} // namespace posthaste::net
