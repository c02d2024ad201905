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

struct Bundle {
    struct Block {
        std::string_view text; // of pem, in base64
        std::vector<unsigned char> subject;
    };
    std::string path;
    std::string pem;           // empty: to be read at the first lookup
    std::vector<Block> blocks; // likewise
    bool searched = false;     // both are as they will be
    bool damaged = false;      // something in it could not be read: what was not found may have been that
};

// All certificates of the text whose subject is `name`.
[[nodiscard]] std::vector<CertificateHandle> certificates_by_subject(std::string_view pem, const X509_NAME* name);

// Whether the text holds nothing but what the search finds: plain certificates ("TRUSTED CERTIFICATE", revocation lists
// and keys are OpenSSL's to read), the first of which can be read.
[[nodiscard]] bool can_be_searched(std::string_view pem);

inline constexpr std::size_t bundle_limit_bytes = 16UZ << 20U;

[[nodiscard]] LookupMethodHandle make_bundle_method();
// bundle and method must outlive the store. The file is read at the first lookup, unless its text is there already.
[[nodiscard]] Status add_bundle(X509_STORE* store, X509_LOOKUP_METHOD* method, Bundle& bundle);

} // namespace posthaste::net
