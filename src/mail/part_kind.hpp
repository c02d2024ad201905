// SPDX-License-Identifier: MIT
// What a part of a message is by its header, and so what may be done to its content.
#pragma once

#include "content_type.hpp"

#include <posthaste/mail/header_block.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace posthaste::mail {

enum class Treatment : std::uint8_t {
    text,      // a leaf that may become quoted-printable
    other,     // a leaf that may become base64
    multipart, // parts between boundaries
    message,   // a message
    untouched, // refused unless it can stay as it is
};

struct PartKind {
    Treatment treatment = Treatment::text;
    TransferEncoding encoding = TransferEncoding::seven_bit;
    bool has_type = false; // there is a Content-Type
    bool digest = false;
    std::string boundary;
    std::string_view why_untouched; // "is signed ..."
};

// in_digest: the part of a multipart/digest.
[[nodiscard]] PartKind kind_of_part(const HeaderBlock& header, bool in_digest);
// A part that cannot be understood.
[[nodiscard]] PartKind untouched_part(std::string_view why);

} // namespace posthaste::mail
