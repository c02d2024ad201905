// SPDX-License-Identifier: MIT
// The TLS peer in words. All texts are raw: they hold what the server chose and are to be passed through printable().
#pragma once

#include <posthaste/net/tls.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace posthaste::delivery {

// "valid until 2027-02-01, 68 days left", "expired on 2026-11-15, 10 days ago", "not valid before ...". now: seconds
// since 1970. Whole days, rounded down.
[[nodiscard]] std::string validity_words(const net::TlsCertificate& certificate, std::int64_t now);

// Each certificate in a few lines: subject, issuer, names, validity, key, and its fingerprints as tls_pin takes them.
[[nodiscard]] std::vector<std::string> chain_lines(const std::vector<net::TlsCertificate>& chain, std::int64_t now);

} // namespace posthaste::delivery
