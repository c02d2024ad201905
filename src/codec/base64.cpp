// SPDX-License-Identifier: MIT
#include <posthaste/codec/base64.hpp>

#include <array>
#include <cstdint>

namespace posthaste::codec {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 0xFF;
constexpr std::size_t line_digits = 76; // RFC 2045 section 6.8
constexpr std::size_t line_bytes = line_digits / 4 * 3;

constexpr std::array<std::uint8_t, 256> digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}();

void append_group(std::string& out, std::string_view bytes) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
        group = group << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
        out += i <= bytes.size() ? alphabet[group >> (18 - 6 * i) & 0x3FU] : '=';
}

// Two to four digits give one to three bytes. False: not a digit, or bits that padding leaves unused are set
// (RFC 4648 section 3.5).
bool append_decoded(std::string& out, std::string_view digits) {
    std::uint32_t group = 0;
    for (const char digit : digits) {
        const auto value = digit_values[static_cast<unsigned char>(digit)];
        if (value == no_digit)
            return false;
        group = group << 6U | value;
    }
    group <<= 6 * (4 - digits.size());
    for (std::size_t i = 1; i < digits.size(); ++i) {
        out += static_cast<char>(group >> 16U);
        group = group << 8U & 0xFFFFFFU;
    }
    return group == 0;
}

} // namespace

std::string base64_encode(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < 3 ? bytes.size() : 3))
        append_group(out, bytes.substr(0, 3));
    return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    if (text.ends_with("=="))
        text.remove_suffix(2);
    else if (text.ends_with('='))
        text.remove_suffix(1);
    std::string out;
    out.reserve(text.size() / 4 * 3 + 2);
    for (; !text.empty(); text.remove_prefix(text.size() < 4 ? text.size() : 4))
        if (!append_decoded(out, text.substr(0, 4)))
            return std::nullopt;
    return out;
}

void Base64LineEncoder::feed(std::string_view piece, std::string& out) {
    while (!piece.empty()) {
        const auto taken = piece.substr(0, line_bytes - line_.size());
        piece.remove_prefix(taken.size());
        line_.append(taken);
        if (line_.size() == line_bytes)
            finish(out);
    }
}

void Base64LineEncoder::finish(std::string& out) {
    if (line_.empty())
        return;
    if (begun_)
        out += "\r\n";
    out += base64_encode(line_);
    begun_ = true;
    line_.clear();
}

void Base64Rewrapper::feed(std::string_view piece, std::string& out) {
    for (const char c : piece) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
            continue;
        valid_ = valid_ && (c == '=' || digit_values[static_cast<unsigned char>(c)] != no_digit);
        if (column_ == line_digits) {
            out += "\r\n";
            column_ = 0;
        }
        out += c;
        ++column_;
    }
}

} // namespace posthaste::codec
