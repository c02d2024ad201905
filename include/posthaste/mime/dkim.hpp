// SPDX-License-Identifier: MIT
// DKIM signatures (RFC 6376; RFC 8301 and RFC 8463 for the algorithms) of a message whose octets are final: rsa-sha256
// and ed25519-sha256, relaxed/relaxed. Nothing is looked up in the DNS: whether the key is published there is the
// signer's business. No file of a key is opened here, either.
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/base/crypto_key.hpp>
#include <posthaste/base/error.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace posthaste::mime {

struct DkimOption {
    std::string domain, selector; // the domain in A-labels, both in lower case
    std::string key_file;
};
// "DOMAIN:SELECTOR:KEYFILE"; the name of the file may hold colons. ErrorKind::usage.
[[nodiscard]] Result<DkimOption> parse_dkim_option(std::string_view text);

struct DkimSigner {
    std::string domain, selector;
    SigningKey key;
};
// pem: what the key file holds. ErrorKind::config naming the file: no key that signs, or RSA of less than 1024 bits
// (RFC 8301 section 3.2).
[[nodiscard]] Result<DkimSigner> make_dkim_signer(const DkimOption& option, std::string_view pem);
// What a receiver may hold against the key, though it can be used.
[[nodiscard]] std::optional<std::string> dkim_key_warning(const DkimSigner& signer);

// One DKIM-Signature for each signer, in their order, each ending in CRLF: to be put in front of the message. content:
// header_bytes of header with the blank line, then the body, size_bytes in all, with CRLF and before dot-stuffing; read
// with pread, the body once. ErrorKind::data: there is no From; usage: two signers have one selector.
[[nodiscard]] Result<std::string> dkim_fields(int content, std::uint64_t header_bytes, std::uint64_t size_bytes,
                                              std::span<const DkimSigner> signers, const Clock& clock);

} // namespace posthaste::mime
