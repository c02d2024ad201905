// SPDX-License-Identifier: MIT
#include <posthaste/codec/columns.hpp>
#include <posthaste/codec/utf8.hpp>

#include <algorithm>

namespace posthaste::codec {

namespace {

struct Range {
    char32_t first, last;
};

constexpr Range wide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
                          {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

constexpr std::string_view cut_mark = "...";

// The first character, and its columns.
struct Piece {
    std::size_t bytes, columns;
};

Piece piece_at(std::string_view text) noexcept {
    const auto point = first_code_point(text);
    return point.bytes == 0 ? Piece{1, 1} : Piece{point.bytes, columns_of(point.value)};
}

} // namespace

std::size_t columns_of(char32_t c) noexcept {
    const auto holds = [c](const Range& range) { return c >= range.first && c <= range.last; };
    return c >= wide[0].first && std::ranges::any_of(wide, holds) ? 2 : 1;
}

std::size_t columns_of(std::string_view text) noexcept {
    std::size_t columns = 0;
    while (!text.empty()) {
        const auto piece = piece_at(text);
        columns += piece.columns;
        text.remove_prefix(piece.bytes);
    }
    return columns;
}

std::string cut_to_columns(std::string_view text, std::size_t columns) {
    if (columns_of(text) <= columns)
        return std::string(text);
    std::size_t taken = 0, end = 0;
    for (;;) {
        const auto piece = piece_at(text.substr(end));
        if (taken + piece.columns + cut_mark.size() > columns)
            return std::string(text.substr(0, end)).append(cut_mark);
        taken += piece.columns;
        end += piece.bytes;
    }
}

} // namespace posthaste::codec
