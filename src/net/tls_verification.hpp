// SPDX-License-Identifier: MIT
// What stands between a handshake and a peer that is not to be trusted, beside OpenSSL's own checks: pins, and words
// for what went wrong.
#pragma once

#include "bundle_lookup.hpp"
#include "openssl_handles.hpp"

#include <posthaste/net/tls.hpp>

#include <string>
#include <vector>

namespace posthaste::net {

using TlsPins = std::vector<TlsPin>;

// Of one handshake.
struct Verification {
    std::string host;               // without the final dot
    std::string distrust;           // why the peer is refused; empty: it is not
    CertificatesHandle refused;     // then, as the server sent them
    bool leaf_pinned = false;       // the very certificate
    const Bundle* bundle = nullptr; // where authorities are searched for, if they are
};

// For SSL_CTX: pins, which must outlive it. None: OpenSSL's verification is left as it is.
void verify_with_pins(SSL_CTX* context, const TlsPins& pins);
// For SSL_set_verify().
int note_distrust(int trusted, X509_STORE_CTX* store_context) noexcept;

// The certificate of a finished handshake once more, on its own: of a resumed session nothing was verified anew.
// Within its validity, and one of the pins where there are any; else why not.
[[nodiscard]] std::string distrust_of_leaf(const X509* certificate, const TlsPins& pins);

} // namespace posthaste::net
