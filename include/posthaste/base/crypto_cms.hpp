// SPDX-License-Identifier: MIT
// Signed and encrypted octets in the form of S/MIME 4.0 (CMS, RFC 5652; RFC 8551), by OpenSSL 3. What is signed is
// taken as it is, so the caller has brought it to its canonical form (RFC 8551 section 3.1.1). Read in blocks: memory
// does not depend on its size. Nothing is ever asked for on a terminal.
//
// Errors: ErrorKind::no_input for a file that cannot be read; ErrorKind::config, naming the file, for one without a
// certificate or key, a key under a pass phrase or not of the certificate, a certificate that is out of its dates, not
// for that use, or of another kind than RSA and EC.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>
#include <posthaste/base/secret.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace posthaste {

// Certificates or a key as PEM (RFC 7468), from wherever they are kept. name: what an error calls the place.
struct PemText {
    std::string name;
    Secret text;
};
// At most 1 MiB of a file.
[[nodiscard]] Result<PemText> read_pem_file(const std::string& path);

// A SignedData without the octets (RFC 5652 section 5), in DER: SHA-256, with signed attributes. certificates: the one
// that the key belongs to, and those between it and the root, which go along so that a reader can build the chain.
[[nodiscard]] Result<std::string> cms_sign_detached(int entity_fd, std::uint64_t size_bytes,
                                                    const PemText& certificates, const PemText& key);

enum class CmsCipher : std::uint8_t {
    aes_256_gcm, // AuthEnvelopedData (RFC 5083, 5084): cannot be changed on the way
    aes_256_cbc, // EnvelopedData, for readers from before 2019: can be
};

struct CmsFile {
    Fd file; // without a name
    std::uint64_t size_bytes = 0;
};
// In BER of indefinite length, as a stream has to be. recipients: of each text the first certificate; everyone who can
// open the result sees who else can, so a Bcc recipient needs a message of their own. One's own certificate has to be
// among them for one to read it later.
[[nodiscard]] Result<CmsFile> cms_encrypt(int entity_fd, std::uint64_t size_bytes, std::span<const PemText> recipients,
                                          CmsCipher cipher);

} // namespace posthaste
