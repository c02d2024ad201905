// SPDX-License-Identifier: MIT
// What `tls_pin` and --tls-pin hold: which key or certificate the server must have, by SHA-256.
//   sha256:HEX, sha256//BASE64               its key (SubjectPublicKeyInfo), as curl's --pinnedpubkey
//   cert-sha256:HEX, or AA:BB:... alone      its certificate, as openssl x509 -fingerprint and msmtp's tls_fingerprint
// HEX may have colons between its octets. What a pin means is in net/tls.hpp.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::config {

struct TlsPin {
    bool certificate = false; // else the key
    std::string sha256;       // 64 lower case hex digits
};

// Several are parted by ';', as in curl. ErrorKind::config naming the value, and not the key or option that had it.
[[nodiscard]] Result<std::vector<TlsPin>> parse_tls_pins(std::string_view text);

} // namespace posthaste::config
