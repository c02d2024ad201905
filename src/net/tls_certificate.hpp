// SPDX-License-Identifier: MIT
// Certificates as text and figures, for people.
#pragma once

#include "openssl_handles.hpp"

#include <posthaste/net/tls.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::net {

[[nodiscard]] std::string_view octets_of(const ASN1_STRING* text); // lives as long as the string

[[nodiscard]] std::string name_text(const X509_NAME* name);                        // all of it in one line (RFC 2253)
[[nodiscard]] std::vector<std::string> alternative_names(const X509* certificate); // host names and addresses

[[nodiscard]] std::int64_t seconds_of(const ASN1_TIME* time); // since 1970, UTC; 0: unreadable

// Lower case hex; empty when memory is short.
[[nodiscard]] std::string certificate_sha256(const X509* certificate);
[[nodiscard]] std::string key_sha256(const X509* certificate); // of the SubjectPublicKeyInfo

[[nodiscard]] TlsCertificate describe_certificate(const X509* certificate);
[[nodiscard]] std::vector<TlsCertificate> describe_certificates(const STACK_OF(X509) * chain); // null: none

} // namespace posthaste::net
