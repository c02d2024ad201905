// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace posthaste::delivery {

// The EHLO argument for a client without a name of its own: the address literal (RFC 5321 sections 4.1.1.1 and 4.1.3)
// of our end of the connection. numeric_address: "192.0.2.1", "2001:db8::1", "fe80::1%eth0", or empty.
[[nodiscard]] std::string address_literal(std::string_view numeric_address);

} // namespace posthaste::delivery
