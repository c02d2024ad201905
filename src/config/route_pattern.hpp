// SPDX-License-Identifier: MIT
// Patterns of routes: "*@example.org", "@example.org" (the same), "ann@example.org", "*.example.org", "*".
#pragma once

#include <string_view>

namespace posthaste::config {

// Domains are compared without case, local parts exactly; a pattern without '@' is compared without case throughout.
// '*' stands for any run of characters. The null sender is "", which only '*' fits.
[[nodiscard]] bool pattern_fits(std::string_view pattern, std::string_view address);

} // namespace posthaste::config
