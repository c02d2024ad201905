// SPDX-License-Identifier: MIT
#include <posthaste/codec/base64.hpp>

#include <array>
#include <cstdint>
#include <cstring>

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

// The two digits of each twelve bits: attachments are encoded as fast as they are read.
constexpr std::array<std::array<char, 2>, 4096> digit_pairs = [] {
    std::array<std::array<char, 2>, 4096> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i)
        pairs[i] = {alphabet[i >> 6U], alphabet[i & 0x3FU]};
    return pairs;
}();

// A whole line: line_bytes in, line_digits out.
void encode_line(const char* bytes, char* digits) noexcept {
    for (std::size_t i = 0; i < line_bytes; i += 3, digits += 4) {
        const auto group = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 16U |
                           static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + 1])) << 8U |
                           static_cast<unsigned char>(bytes[i + 2]);
        std::memcpy(digits, digit_pairs[group >> 12U].data(), 2);
        std::memcpy(digits + 2, digit_pairs[group & 0xFFFU].data(), 2);
    }
}

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
    if (!line_.empty()) {
        const auto taken = piece.substr(0, line_bytes - line_.size());
        piece.remove_prefix(taken.size());
        line_.append(taken);
        if (line_.size() < line_bytes)
            return;
        put_lines(line_, out);
        line_.clear();
    }
    const std::size_t whole = piece.size() - piece.size() % line_bytes;
    put_lines(piece.substr(0, whole), out);
    line_.assign(piece.substr(whole));
}

// lines: a multiple of line_bytes.
void Base64LineEncoder::put_lines(std::string_view lines, std::string& out) {
    constexpr std::size_t break_bytes = 2;
    std::size_t at = out.size();
    out.resize(at + lines.size() / line_bytes * (line_digits + break_bytes) -
               (begun_ || lines.empty() ? 0 : break_bytes));
    for (; !lines.empty(); lines.remove_prefix(line_bytes)) {
        if (begun_) {
            std::memcpy(&out[at], "\r\n", break_bytes);
            at += break_bytes;
        }
        encode_line(lines.data(), &out[at]);
        at += line_digits;
        begun_ = true;
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
