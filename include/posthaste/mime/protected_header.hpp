// SPDX-License-Identifier: MIT
// Header protection (RFC 9788): the message's fields stand once more inside of what is signed or encrypted, and outside
// of what is encrypted the Subject does not show. Readers that know neither this nor its forerunner
// (protected-headers="v1", which Thunderbird and others read) show the outer Subject, "[...]".
#pragma once

#include <posthaste/mime/part.hpp>

#include <cstdint>
#include <vector>

namespace posthaste::mime {

enum class Protection : std::uint8_t {
    signing,    // all fields stay readable outside
    encrypting, // and signing, too
};

struct ProtectedHeader {
    Part content;             // with the fields in front: sign or encrypt this one
    std::vector<Field> outer; // the message's header now
};

// fields: the message's, folded, in their order and as they will be sent: From, To, Cc, Reply-To, Subject, Date,
// Message-ID, In-Reply-To, References and what else there is. A field that is added to the outer header afterwards is
// not protected, and a reader of RFC 9788 does not show it; so From (ErrorKind::internal without one), Date and
// Message-ID have to be there already. Bcc stays outside, where it is removed before sending; so do fields about the
// content (Content-..., MIME-Version). Outside of what is encrypted, Subject is "[...]", and Comments and Keywords are
// not there (section 3.2.1, hcp_baseline).
[[nodiscard]] Result<ProtectedHeader> protect_header(Part content, const std::vector<Field>& fields,
                                                     Protection protection);

} // namespace posthaste::mime
