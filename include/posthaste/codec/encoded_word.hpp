// SPDX-License-Identifier: MIT
// Text that a header field cannot hold as it is (RFC 2047 encoded-words), and display names as they go into an address
// field (RFC 5322 phrase). Not a decoder, and nothing here knows of fields or folds more than between two words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::codec {

// How many octets words may have. A line that holds one has at most 76 (RFC 2047 section 2), so that what stands before
// the first in its line is taken off here; later ones have a line for themselves. A word holds one character at least,
// whatever the room.
struct WordRoom {
    std::size_t first_bytes = 64; // leaves room for the name of most fields
    std::size_t later_bytes = 64;
};

inline constexpr std::size_t max_word_bytes = 75; // RFC 2047 section 2

// A display name (no control characters) as atoms, a quoted-string or encoded-words that never split a character (RFC
// 2047 sections 2 and 5); words are separated by CRLF SP. Anything holding "=?" is encoded, and what is longer than
// the first word may be by two octets (a line without a word has 78), so that it can be folded. Empty stays empty.
[[nodiscard]] std::string encode_phrase(std::string_view name, WordRoom room = {});

// Any text as encoded-words as above, whether it needs that or not. White space around them is for the caller: between
// two encoded-words it means nothing (RFC 2047 section 6.2).
[[nodiscard]] std::string encode_words(std::string_view text, WordRoom room = {});

} // namespace posthaste::codec
