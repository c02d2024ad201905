// SPDX-License-Identifier: MIT
// A PEM bundle of authorities that is searched by subject when a chain needs one: a whole bundle parsed costs ten times
// the rest of the handshake, and one of its 150 certificates is wanted.
#pragma once

#include "openssl_handles.hpp"

#include <posthaste/base/error.hpp>

#include <openssl/x509_vfy.h>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::net {

// All certificates of the text whose subject is `name`.
[[nodiscard]] std::vector<CertificateHandle> certificates_by_subject(std::string_view pem, const X509_NAME* name);

[[nodiscard]] LookupMethodHandle make_bundle_method();
// path and method must outlive the store. The file is read at each lookup and not before.
[[nodiscard]] Status add_bundle(X509_STORE* store, X509_LOOKUP_METHOD* method, std::string& path);

} // namespace posthaste::net
