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

// The longest front of text, in whole characters and one at least, whose Q encoding has that many octets.
std::string_view q_front(std::string_view text, std::size_t max_payload_bytes) {
    std::size_t taken = 0, payload = 0;
    while (taken < text.size()) {
        const auto character = first_character(text.substr(taken));
        payload += q_encoded(character).size();
        if (payload > max_payload_bytes && taken != 0)
            break;
        taken += character.size();
    }
    return text.substr(0, taken);
}

// The same for B. QUIRK: GMime leaves out what comes after padding, which may stand in the last word only; the front is
// empty where no other can be had.
std::string_view b_front(std::string_view text, std::size_t max_payload_bytes) {
    const std::size_t max_bytes = max_payload_bytes / 4 * 3;
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

// Mostly ASCII: a person can still read it as Q. But not where that takes two words and B one: CPython shows a space
// between the words of a name.
bool is_for_q(std::string_view text, std::size_t max_payload_bytes) {
    const auto foreign = std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) > 127; });
    if (static_cast<std::size_t>(foreign) * 2 > text.size())
        return false;
    return q_front(text, max_payload_bytes) == text || b_front(text, max_payload_bytes) != text;
}

} // namespace

std::string encode_words(std::string_view text, WordRoom room) {
    const auto charset = is_utf8(text) ? utf8 : unknown;
    const std::size_t frame_bytes =
        charset.size() + std::string_view("=?").size() + std::string_view("?Q?").size() + close.size();
    const auto payload_bytes = [frame_bytes](std::size_t word) { return word - std::min(word, frame_bytes); };
    const bool as_q = is_for_q(text, payload_bytes(room.first_bytes));
    std::string out;
    while (!text.empty()) {
        const auto payload = payload_bytes(out.empty() ? room.first_bytes : room.later_bytes);
        const auto b_part = as_q ? std::string_view() : b_front(text, payload);
        const auto part = b_part.empty() ? q_front(text, payload) : b_part;
        text.remove_prefix(part.size());
        out += fmt::format("{}=?{}?{}?{}{}", out.empty() ? "" : "\r\n ", charset, b_part.empty() ? 'Q' : 'B',
                           b_part.empty() ? q_encoded(part) : base64_encode(part), close);
    }
    return out;
}

std::string encode_phrase(std::string_view name, WordRoom room) {
    if (name.empty())
        return {};
    if (is_ascii(name) && !name.contains("=?")) {
        constexpr std::size_t line_gain_bytes = 2; // a line without an encoded-word has 78 octets
        auto plain = is_atoms(name) ? std::string(name) : quoted(name);
        if (plain.size() <= room.first_bytes + line_gain_bytes)
            return plain;
    }
    return encode_words(name, room);
}

} // namespace posthaste::codec
