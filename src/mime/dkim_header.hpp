// SPDX-License-Identifier: MIT
// Which fields of a header DKIM signs, and their octets for it.
#pragma once

#include <posthaste/mail/header_block.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

struct SignedFields {
    std::vector<std::string_view> names; // of h=, in its order; they live for ever
    std::string octets;                  // relaxed, each field ending in CRLF
};

[[nodiscard]] SignedFields signed_fields(const mail::HeaderBlock& header);

} // namespace posthaste::mime
