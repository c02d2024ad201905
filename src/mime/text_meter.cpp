// SPDX-License-Identifier: MIT
#include "text_meter.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>

namespace posthaste::mime {

namespace {

constexpr std::uint64_t max_line_bytes = 998; // RFC 2045 section 2.7
constexpr std::uint64_t encoded_line_bytes = 76;

enum Kind : std::uint8_t { plain = 0, equals = 1, control = 2, nul = 4, eight_bit = 8 };

constexpr std::array<std::uint8_t, 256> kinds = [] {
    std::array<std::uint8_t, 256> out{};
    for (std::size_t c = 0; c < out.size(); ++c) {
        const bool is_control = c < ' ' || c == 0x7F;
        out[c] = c >= 0x80 ? eight_bit : is_control && c != '\t' ? control : plain;
    }
    out[0] = control | nul;
    out['='] = equals;
    return out;
}();

} // namespace

void TextMeter::feed(std::string_view piece) noexcept {
    size_bytes_ += piece.size();
    for (;;) {
        const auto end = piece.find("\r\n");
        add(piece.substr(0, end));
        if (end == std::string_view::npos)
            return;
        end_line(2);
        piece.remove_prefix(end + 2);
    }
}

void TextMeter::add(std::string_view run) noexcept {
    if (run.empty())
        return;
    if (line_bytes_ < beginning_.size()) {
        const auto count = std::min<std::size_t>(beginning_.size() - line_bytes_, run.size());
        std::copy_n(run.begin(), count, beginning_.begin() + static_cast<std::ptrdiff_t>(line_bytes_));
    }
    unsigned seen = 0;
    std::uint64_t encoded = 0;
    for (const char c : run) {
        const auto kind = kinds[static_cast<unsigned char>(c)];
        seen |= kind;
        encoded += kind == plain ? 0 : 1;
    }
    eight_bit_ = eight_bit_ || (seen & eight_bit) != 0;
    control_ = control_ || (seen & control) != 0;
    nul_ = nul_ || (seen & nul) != 0;
    line_bytes_ += run.size();
    line_encoded_bytes_ += run.size() + 2 * encoded;
    last_ = run.back();
}

void TextMeter::end_line(std::size_t line_end_bytes) noexcept {
    const std::string_view beginning(beginning_.data(), std::min<std::uint64_t>(line_bytes_, beginning_.size()));
    const bool white = line_bytes_ != 0 && is_space(last_), from = beginning == "From ", dot = beginning == ".";
    const bool encoded_more = white || from || dot;
    const std::uint64_t bytes = line_encoded_bytes_ + (encoded_more ? 2 : 0);
    constexpr auto soft_line_bytes = encoded_line_bytes - 1;
    const std::uint64_t soft_breaks =
        bytes <= encoded_line_bytes ? 0 : (bytes - encoded_line_bytes + soft_line_bytes - 1) / soft_line_bytes;
    quoted_printable_bytes_ += bytes + 3 * soft_breaks + line_end_bytes;
    white_end_ = white_end_ || white;
    from_line_ = from_line_ || from;
    lone_dot_ = lone_dot_ || dot;
    long_line_ = long_line_ || line_bytes_ > max_line_bytes;
    line_bytes_ = line_encoded_bytes_ = 0;
}

// What is 7bit by RFC 2045 section 2.7, and comes through unchanged: no white space that is cut off lines, nothing that
// mailbox files or the end of DATA change.
bool TextMeter::is_7bit() const noexcept {
    return !eight_bit_ && !control_ && !white_end_ && !from_line_ && !lone_dot_ && !long_line_;
}

std::uint64_t TextMeter::base64_bytes() const noexcept {
    const std::uint64_t digits = (size_bytes_ + 2) / 3 * 4;
    return digits + (digits == 0 ? 0 : (digits - 1) / encoded_line_bytes * 2);
}

TextEncoding TextMeter::smallest_encoding() const noexcept {
    if (is_7bit())
        return TextEncoding::seven_bit;
    // Base64 of ASCII looks like something to hide to spam filters; a line less is not worth that.
    const std::uint64_t handicap = ascii() ? encoded_line_bytes : 0;
    // NUL in quoted-printable is right, and cut off by readers in C.
    return nul_ || base64_bytes() + handicap < quoted_printable_bytes_ ? TextEncoding::base64
                                                                       : TextEncoding::quoted_printable;
}

} // namespace posthaste::mime
