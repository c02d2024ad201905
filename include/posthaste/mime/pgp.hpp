// SPDX-License-Identifier: MIT
// PGP/MIME (RFC 3156) by the user's own gpg, which has the keys, its configuration and its agent; the agent's pinentry
// may ask for a pass phrase, we never do. What is not protected is the message's header: mime/protected_header.hpp.
//
// A key is named as gpg(1) has it: a fingerprint, a key id, <ann@example.org>. A mere address means exactly that
// address and not any user id with these letters in it. Keys are taken from the key ring, never from the network. Who
// names a recipient's key has decided that it is the right one, so it need not be trusted otherwise (--trust-model
// always); expired, revoked and disabled keys are refused all the same.
//
// Errors: ErrorKind::config: there is no gpg, or it refuses (an unknown key, a pass phrase not given), in its own
// words; ErrorKind::data for content that cannot be signed, as in mime/smime.hpp.
#pragma once

#include <posthaste/mime/part.hpp>

#include <string>
#include <vector>

namespace posthaste::mime {

// multipart/signed with the content's very octets and signature.asc (section 5). The digest is SHA-256, or larger where
// the key demands it or gpg.conf says so.
[[nodiscard]] Result<Part> pgp_sign(Part content, const std::string& key, IdSource& ids);

// multipart/encrypted (section 4). signer: a key that signs in the same OpenPGP message (section 6.2), or empty. The
// result tells everyone to how many and to which keys it was encrypted, so a message with Bcc recipients must not be
// encrypted to them along with the rest. gpg.conf's encrypt-to adds one's own key.
[[nodiscard]] Result<Part> pgp_encrypt(Part content, const std::vector<std::string>& recipients,
                                       const std::string& signer, IdSource& ids);

} // namespace posthaste::mime
