// SPDX-License-Identifier: MIT
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>

namespace posthaste::codec {

// A user name or password as SASL compares them (RFC 4013, with unassigned code points allowed as in queries): spaces
// made one, NFKC. ErrorKind::data when the text is not UTF-8 or holds what is prohibited, controls above all (the message
// does not repeat it); ErrorKind::internal when libunistring, which text beyond ASCII needs, cannot be loaded.
[[nodiscard]] Result<std::string> saslprep(std::string_view text);

} // namespace posthaste::codec
