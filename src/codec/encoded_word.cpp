// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/codec/encoded_word.hpp>
#include <posthaste/codec/utf8.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::codec {

namespace {

constexpr std::string_view utf8 = "UTF-8";
constexpr std::string_view unknown = "unknown-8bit"; // RFC 1428 section 3, for octets that say nothing of what they are
constexpr std::string_view close = "?=";
// A line that holds an encoded-word has at most 76 octets (RFC 2047 section 2): with this much in a word there is room
// for the name of the field before the first one.
constexpr std::size_t max_word_bytes = 64;
constexpr std::size_t max_payload_bytes = max_word_bytes - std::string_view("=?unknown-8bit?Q?").size() - close.size();
constexpr std::size_t max_plain_bytes = 60;

bool is_alnum(char c) noexcept { return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || is_digit(c); }

bool is_atext(char c) noexcept {
    return is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_atoms(std::string_view name) {
    return std::ranges::all_of(split(name, ' '),
                               [](auto word) { return !word.empty() && std::ranges::all_of(word, is_atext); });
}

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

// The first character: its lead byte and the continuation bytes after it, at most three.
std::string_view first_character(std::string_view text) noexcept {
    std::size_t length = 1;
    while (length < text.size() && length < 4 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80)
        ++length;
    return text.substr(0, length);
}

// In a phrase fewer octets stand for themselves than in text (RFC 2047 section 5, rule 3).
std::string q_encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (c == ' ') {
            out += '_';
            continue;
        }
        if (is_alnum(c) || std::string_view("!*+-/").find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '=';
        out += hex[byte >> 4U];
        out += hex[byte & 0xFU];
    }
    return out;
}

// The longest front of text, in whole characters, whose Q encoding fits into one word.
std::string_view q_front(std::string_view text) {
    std::size_t taken = 0, payload = 0;
    while (taken < text.size()) {
        const auto character = first_character(text.substr(taken));
        payload += q_encoded(character).size();
        if (payload > max_payload_bytes)
            break;
        taken += character.size();
    }
    return text.substr(0, taken);
}

// The same for B. QUIRK: GMime leaves out what comes after padding, which may stand in the last word only; the front is
// empty where no other can be had.
std::string_view b_front(std::string_view text) {
    constexpr std::size_t max_bytes = max_payload_bytes / 4 * 3;
    if (text.size() <= max_bytes)
        return text;
    std::size_t taken = 0, whole_groups = 0;
    while (taken < text.size()) {
        taken += first_character(text.substr(taken)).size();
        if (taken > max_bytes)
            break;
        if (taken % 3 == 0)
            whole_groups = taken;
    }
    return text.substr(0, whole_groups);
}

} // namespace

std::string encode_words(std::string_view text) {
    const auto foreign = std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) > 127; });
    const bool as_q = static_cast<std::size_t>(foreign) * 2 <= text.size(); // mostly ASCII: a person can still read it
    const auto charset = is_utf8(text) ? utf8 : unknown;
    std::string out;
    while (!text.empty()) {
        const auto b_part = as_q ? std::string_view() : b_front(text);
        const auto part = b_part.empty() ? q_front(text) : b_part;
        text.remove_prefix(part.size());
        out += fmt::format("{}=?{}?{}?{}{}", out.empty() ? "" : "\r\n ", charset, b_part.empty() ? 'Q' : 'B',
                           b_part.empty() ? q_encoded(part) : base64_encode(part), close);
    }
    return out;
}

std::string encode_phrase(std::string_view name) {
    if (name.empty())
        return {};
    const bool plain = is_ascii(name) && name.size() <= max_plain_bytes && name.find("=?") == std::string_view::npos;
    if (!plain)
        return encode_words(name);
    return is_atoms(name) ? std::string(name) : quoted(name);
}

} // namespace posthaste::codec
