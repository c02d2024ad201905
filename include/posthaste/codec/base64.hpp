// SPDX-License-Identifier: MIT
// Base64 (RFC 4648 section 4) in one piece, for SASL and header words. Not for attachments: those are streamed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace posthaste::codec {

[[nodiscard]] std::string base64_encode(std::string_view bytes); // no line breaks
// Strict: right alphabet, right padding, nothing else; nullopt otherwise.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

} // namespace posthaste::codec
