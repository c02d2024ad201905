// SPDX-License-Identifier: MIT
#pragma once

#include <posthaste/mail/header_block.hpp>

namespace posthaste::mail {

// A signature over the message as it is, which receivers would find broken once it is changed (RFC 6376 section 5.3);
// or null. It points into the block.
[[nodiscard]] const HeaderField* signature_field(const HeaderBlock& header) noexcept;

} // namespace posthaste::mail
