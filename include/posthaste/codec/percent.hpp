// SPDX-License-Identifier: MIT
// Octets as "%XX", for the extended values of MIME parameters (RFC 2231 section 4).
#pragma once

#include <string>
#include <string_view>

namespace posthaste::codec {

// Letters, digits and ".-_" stand for themselves: attribute-char of RFC 2231 section 7 less what some readers mind.
[[nodiscard]] std::string percent_encode(std::string_view text);

} // namespace posthaste::codec
