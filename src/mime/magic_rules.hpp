// SPDX-License-Identifier: MIT
// The file "magic" of the shared MIME database: rules about octets, in sections for types, the most certain first.
#pragma once

#include <string>
#include <string_view>

namespace posthaste::mime {

struct MagicMatch {
    std::string type; // empty: none fits
    int priority = -1;
};

// The first section that fits; reading stops where the file is damaged.
[[nodiscard]] MagicMatch match_magic(std::string_view file, std::string_view beginning);

} // namespace posthaste::mime
