// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/quoted_printable.hpp>

#include <algorithm>
#include <array>

namespace posthaste::codec {

namespace {

constexpr std::size_t max_line_bytes = 76;         // RFC 2045 section 6.7, rule 5, with the '=' of a soft break
constexpr std::size_t max_padded_line_bytes = 998; // with white space at its end that is kept as it came
constexpr std::string_view soft_break = "=\r\n";
constexpr std::string_view from = "From";

void append_hex(char c, std::string& out) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += hex[byte >> 4U];
    out += hex[byte & 0xFU];
}

bool is_printable(char c) noexcept { return c >= ' ' && c <= '~'; }

// What stands for itself inside a line.
constexpr std::array<bool, 256> plain_inside = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = ' '; c <= '~'; ++c)
        plain[c] = c != '=';
    plain['\t'] = true;
    return plain;
}();

} // namespace

void QuotedPrintableEncoder::feed(std::string_view piece, std::string& out) {
    for (std::size_t at = 0; at < piece.size(); ++at) {
        at += take_run(piece.substr(at), out);
        const char c = piece[at];
        if (after_cr_ && c == '\n') {
            after_cr_ = false;
            put_held(true, out);
            out += "\r\n";
            column_ = from_matched_ = 0;
            continue;
        }
        if (after_cr_)
            take('\r', out);
        after_cr_ = c == '\r';
        if (!after_cr_)
            take(c, out);
    }
}

// Octets that stand for themselves go together, up to the end of the line; the last of them may end a line of the text,
// and is left. Nothing where the line may become "From " or a lone dot. How many were taken.
std::size_t QuotedPrintableEncoder::take_run(std::string_view piece, std::string& out) {
    constexpr std::size_t special_columns = 5; // "From "
    if (after_cr_ || (column_ + (holding_ ? 1 : 0) <= special_columns))
        return 0;
    const auto limit = piece.substr(0, max_line_bytes);
    const auto* end = std::ranges::find_if(limit, [](char c) { return !plain_inside[static_cast<unsigned char>(c)]; });
    const auto plain = static_cast<std::size_t>(end - limit.begin());
    if (plain < 2)
        return 0;
    put_held(false, out);
    const std::size_t count = std::min(plain - 1, max_line_bytes - 1 - std::min(column_, max_line_bytes - 1));
    if (column_ <= special_columns)
        return 0; // it was the held octet that began a new line
    out.append(piece.substr(0, count));
    column_ += count;
    return count;
}

void QuotedPrintableEncoder::finish(std::string& out) {
    if (after_cr_)
        take('\r', out);
    after_cr_ = false;
    put_held(true, out);
}

void QuotedPrintableEncoder::take(char c, std::string& out) {
    put_held(false, out);
    held_ = c;
    holding_ = true;
}

bool QuotedPrintableEncoder::stands_for_itself(char c, bool ends_line) const noexcept {
    if (is_space(c))
        return !ends_line && (c != ' ' || column_ != from.size() || from_matched_ != from.size());
    if (c == '.' && ends_line && column_ == 0)
        return false;
    return is_printable(c) && c != '=';
}

void QuotedPrintableEncoder::put_held(bool ends_line, std::string& out) {
    if (!holding_)
        return;
    holding_ = false;
    const std::size_t room = ends_line ? max_line_bytes : max_line_bytes - 1;
    if (column_ + (stands_for_itself(held_, ends_line) ? 1 : 3) > room) {
        out += soft_break;
        column_ = from_matched_ = 0;
    }
    const bool plain = stands_for_itself(held_, ends_line); // asked again: the line may be a new one
    if (column_ == from_matched_ && from_matched_ < from.size() && held_ == from[from_matched_])
        ++from_matched_;
    column_ += plain ? 1 : 3;
    if (plain)
        out += held_;
    else
        append_hex(held_, out);
}

void QuotedPrintableWrapper::feed(std::string_view piece, std::string& out) {
    for (const char c : piece) {
        if (after_cr_ && c == '\n') {
            after_cr_ = false;
            end_line(out);
            continue;
        }
        if (after_cr_)
            take('\r', out);
        after_cr_ = c == '\r';
        if (!after_cr_)
            take(c, out);
    }
}

void QuotedPrintableWrapper::finish(std::string& out) {
    if (after_cr_)
        take('\r', out);
    after_cr_ = false;
    if (!escape_.empty()) {
        valid_ = valid_ && escape_.size() == 1;
        out += escape_;
    }
    out += white_;
    valid_ = valid_ && column_ + escape_.size() + white_.size() <= max_padded_line_bytes;
}

void QuotedPrintableWrapper::take(char c, std::string& out) {
    if (!valid_)
        return;
    if (is_space(c)) {
        soft_ = soft_ || !escape_.empty();
        valid_ = escape_.size() <= 1 && white_.size() < max_padded_line_bytes;
        white_ += c;
        return;
    }
    valid_ = !soft_;
    if (!escape_.empty()) {
        valid_ = valid_ && is_hex_digit(c);
        escape_ += c;
        if (escape_.size() < 3)
            return;
        put(escape_, out);
        escape_.clear();
        return;
    }
    put_white(out);
    if (c == '=')
        escape_ = "=";
    else if (is_printable(c))
        put({&c, 1}, out);
    else {
        std::string encoded;
        append_hex(c, encoded);
        put(encoded, out);
    }
}

void QuotedPrintableWrapper::end_line(std::string& out) {
    valid_ = valid_ && escape_.size() <= 1 && column_ + escape_.size() + white_.size() <= max_padded_line_bytes;
    out += escape_; // the '=' of a soft line break: put() has left room for it
    out += white_;
    out += "\r\n";
    escape_.clear();
    white_.clear();
    column_ = 0;
    soft_ = false;
}

void QuotedPrintableWrapper::put_white(std::string& out) {
    for (const char c : white_)
        put({&c, 1}, out);
    white_.clear();
}

void QuotedPrintableWrapper::put(std::string_view token, std::string& out) {
    if (column_ + token.size() > max_line_bytes - 1) {
        out += soft_break;
        column_ = 0;
    }
    out += token;
    column_ += token.size();
}

} // namespace posthaste::codec
