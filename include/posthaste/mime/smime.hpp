// SPDX-License-Identifier: MIT
// S/MIME 4.0 (RFC 8551): a part becomes the part that has it signed or encrypted. To do both, sign first (section 3.7).
// What is not protected is the message's header: mime/protected_header.hpp.
//
// Errors are those of base/crypto_cms.hpp, and ErrorKind::data for content that cannot be signed because the way could
// change it: 8-bit octets, NUL, line ends that are not CRLF, lines over 998 octets. Composed parts have none of these
// (they are quoted-printable or base64 before); a message that is attached as it is may.
#pragma once

#include <posthaste/base/crypto_cms.hpp>
#include <posthaste/mime/part.hpp>

#include <span>

namespace posthaste::mime {

struct SmimeSigner {
    PemText certificates, key;
};

// multipart/signed with the content's very octets and smime.p7s.
[[nodiscard]] Result<Part> smime_sign(Part content, const SmimeSigner& signer, IdSource& ids);

// application/pkcs7-mime, smime.p7m. Each recipient's reader shows who the others are, so a message with Bcc recipients
// must not be encrypted to them along with the rest.
[[nodiscard]] Result<Part> smime_encrypt(Part content, std::span<const PemText> recipients, CmsCipher cipher);

} // namespace posthaste::mime
