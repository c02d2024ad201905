// SPDX-License-Identifier: MIT
// What a server offers in its answer to EHLO, in words for people. Unknown ones are kept as they are.
#pragma once

#include <posthaste/smtp/reply.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::app {

struct Extension {
    std::string keyword, parameters; // raw
    std::string_view meaning;        // empty: unknown
};

// The first line of the reply is a greeting and offers nothing (RFC 5321 section 4.1.1.1).
[[nodiscard]] std::vector<Extension> extensions_of(const smtp::Reply& reply);

} // namespace posthaste::app
