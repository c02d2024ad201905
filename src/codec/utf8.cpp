// SPDX-License-Identifier: MIT
#include <posthaste/codec/utf8.hpp>

#include <cstdint>
#include <cstring>

namespace posthaste::codec {

namespace {

struct Lead {
    unsigned pending = 0; // 0: no lead byte of anything
    unsigned char low = 0x80, high = 0xBF;
};

// The well-formed sequences of RFC 3629 section 4: the bounds of the second byte keep out overlong forms, surrogates
// and what lies above U+10FFFF.
Lead lead_of(unsigned char byte) noexcept {
    if (byte >= 0xC2 && byte <= 0xDF)
        return {1};
    if (byte >= 0xE0 && byte <= 0xEF)
        return {2, static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80),
                static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF)};
    if (byte >= 0xF0 && byte <= 0xF4)
        return {3, static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80),
                static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF)};
    return {};
}

// How many bytes at the front are ASCII, in steps of eight: the common case goes by words.
std::size_t ascii_words(std::string_view text) noexcept {
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & 0x8080808080808080U) != 0)
            break;
    }
    return at;
}

} // namespace

bool is_utf8(std::string_view text) noexcept {
    Utf8Checker checker;
    checker.feed(text);
    return checker.valid();
}

std::string_view first_character(std::string_view text) noexcept {
    std::size_t length = 1;
    while (length < text.size() && length < 4 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80)
        ++length;
    return text.substr(0, length);
}

CodePoint first_code_point(std::string_view text) noexcept {
    if (text.empty())
        return {};
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x80)
        return {byte, 1};
    const Lead lead = lead_of(byte);
    const std::size_t bytes = lead.pending + 1;
    if (bytes == 1 || text.size() < bytes)
        return {};
    char32_t value = byte & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if (next < (i == 1 ? lead.low : 0x80) || next > (i == 1 ? lead.high : 0xBF))
            return {};
        value = value << 6U | (next & 0x3FU);
    }
    return {value, bytes};
}

void append_utf8(char32_t value, std::string& out) {
    if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        value = 0xFFFD;
    const auto last = [&](unsigned shift) { out += static_cast<char>(0x80U | (value >> shift & 0x3FU)); };
    if (value < 0x80) {
        out += static_cast<char>(value);
    } else if (value < 0x800) {
        out += static_cast<char>(0xC0U | value >> 6U);
        last(0);
    } else if (value < 0x10000) {
        out += static_cast<char>(0xE0U | value >> 12U);
        last(6);
        last(0);
    } else {
        out += static_cast<char>(0xF0U | value >> 18U);
        last(12);
        last(6);
        last(0);
    }
}

void Utf8Checker::feed(std::string_view piece) noexcept {
    while (!piece.empty() && !broken_) {
        if (pending_ == 0)
            piece.remove_prefix(ascii_words(piece));
        if (piece.empty())
            return;
        const auto byte = static_cast<unsigned char>(piece.front());
        piece.remove_prefix(1);
        if (pending_ != 0) {
            broken_ = byte < low_ || byte > high_;
            --pending_;
            low_ = 0x80;
            high_ = 0xBF;
            continue;
        }
        if (byte < 0x80)
            continue;
        const Lead lead = lead_of(byte);
        broken_ = lead.pending == 0;
        pending_ = lead.pending;
        low_ = lead.low;
        high_ = lead.high;
    }
}

} // namespace posthaste::codec
