// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace posthaste::codec {

// A user name or password as SASL compares them (RFC 4013, with unassigned code points allowed as in queries): spaces
// made one, NFKC. nullopt when the text is not UTF-8 or holds what is prohibited, controls above all.
[[nodiscard]] std::optional<std::string> saslprep(std::string_view text);

} // namespace posthaste::codec
