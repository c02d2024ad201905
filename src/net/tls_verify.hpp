// SPDX-License-Identifier: MIT
// Why a certificate is not trusted, in words with a next step.
#pragma once

#include <openssl/x509.h>
#include <string>

namespace posthaste::net {

// The words for the error that verification has just met. host: the name or address the certificate should be for.
[[nodiscard]] std::string distrust_words(X509_STORE_CTX* store_context, const std::string& host);

// When the server's certificate is not valid now: the words for it, else empty.
[[nodiscard]] std::string validity_distrust(const X509* certificate);

} // namespace posthaste::net
