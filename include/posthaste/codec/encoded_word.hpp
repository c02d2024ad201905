// SPDX-License-Identifier: MIT
// Display names as they go into an address header (RFC 5322 phrase, RFC 2047 encoded-words).
#pragma once

#include <string>
#include <string_view>

namespace posthaste::codec {

// A display name (no control characters) as atoms, a quoted-string or encoded-words of at most 75 octets that
// never split a character (RFC 2047 sections 2 and 5); words are separated by CRLF SP. Anything holding "=?" is
// encoded, and a name of over 60 octets too, so that it can be folded. Empty stays empty.
[[nodiscard]] std::string encode_phrase(std::string_view name);

// Any text as encoded-words as above, whether it needs that or not. White space around them is for the caller: between
// two encoded-words it means nothing (RFC 2047 section 6.2).
[[nodiscard]] std::string encode_words(std::string_view text);

} // namespace posthaste::codec
