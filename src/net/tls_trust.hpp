// SPDX-License-Identifier: MIT
// Which authorities are trusted: those of one file or directory, or the system's.
#pragma once

#include "bundle_lookup.hpp"
#include "openssl_handles.hpp"

#include <posthaste/base/error.hpp>

#include <string>
#include <vector>

namespace posthaste::net {

// What the store's lookups refer to; outlives the SSL_CTX.
struct TrustState {
    LookupMethodHandle bundle_method;
    Bundle bundle;
    std::vector<std::string> directories; // by hash
};

// Where the system's authorities are: directories parted by ':', and a file. $SSL_CERT_DIR and $SSL_CERT_FILE count as
// in OpenSSL, but for programs with raised privileges.
[[nodiscard]] std::string system_directories();
[[nodiscard]] std::string system_bundle();

[[nodiscard]] Status trust_system(SSL_CTX* context, TrustState& state);
// path: a PEM file of which every certificate is trusted, or a hashed directory.
[[nodiscard]] Status trust_only(SSL_CTX* context, const std::string& path, TrustState& state);

} // namespace posthaste::net
