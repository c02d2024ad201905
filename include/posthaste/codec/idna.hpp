// SPDX-License-Identifier: MIT
// Domains as A-labels (RFC 5890, UTS 46 non-transitional), by libidn2.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>

namespace posthaste::codec {

// Plain ASCII without an "xn--" label comes back unchanged (underscores and case too); else the A-label form.
// ErrorKind::data when it is not a domain, ErrorKind::internal when it needs libidn2 and that cannot be loaded.
[[nodiscard]] Result<std::string> domain_to_ascii(std::string_view domain);

} // namespace posthaste::codec
