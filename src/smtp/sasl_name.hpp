// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace posthaste::smtp {

// A user name between commas (RFC 5801 section 4, RFC 5802 section 5.1): ',' is "=2C" and '=' is "=3D".
[[nodiscard]] std::string escaped_sasl_name(std::string_view name);

} // namespace posthaste::smtp
