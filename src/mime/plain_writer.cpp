// SPDX-License-Identifier: MIT
#include "plain_writer.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::mime {

namespace {

constexpr std::size_t shown_levels = 6;
constexpr std::size_t max_line_ends = 20; // of <pre>
constexpr std::string_view cell_separator = "  ";

enum class Kind : std::uint8_t { visible, white, hard_space, nothing };

// Controls go, and what only says where a word may be broken.
Kind kind_of(char32_t c) noexcept {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')
        return Kind::white;
    if (c == 0xA0)
        return Kind::hard_space;
    const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
    return control || c == 0xAD || c == 0x34F || c == 0x200B || c == 0xFEFF ? Kind::nothing : Kind::visible;
}

struct Piece {
    Kind kind = Kind::visible;
    std::string_view bytes;
};

// The first character; what is no UTF-8 is passed on. ASCII words go in one piece.
Piece first_piece(std::string_view text) noexcept {
    const auto word = static_cast<std::size_t>(
        std::ranges::find_if_not(text, [](char c) { return c > ' ' && c <= '~'; }) - text.begin());
    if (word != 0)
        return {Kind::visible, text.substr(0, word)};
    const auto point = codec::first_code_point(text);
    if (point.bytes == 0)
        return {Kind::visible, text.substr(0, 1)};
    return {kind_of(point.value), text.substr(0, point.bytes)};
}

} // namespace

void PlainWriter::text(std::string_view utf8) {
    while (!utf8.empty()) {
        const auto piece = first_piece(utf8);
        utf8.remove_prefix(piece.bytes.size());
        if (piece.kind == Kind::white)
            space_ = true;
        else if (piece.kind == Kind::hard_space)
            ++hard_spaces_;
        else if (piece.kind == Kind::visible)
            put(piece.bytes);
    }
}

void PlainWriter::verbatim(std::string_view utf8) {
    while (!utf8.empty()) {
        const auto piece = first_piece(utf8);
        utf8.remove_prefix(piece.bytes.size());
        if (piece.bytes == "\n")
            break_lines(std::min(line_ends_ + 1, max_line_ends));
        else if (piece.bytes == " " || piece.kind == Kind::hard_space)
            ++hard_spaces_;
        else if (piece.bytes == "\t" || piece.kind == Kind::visible)
            put(piece.bytes);
    }
}

void PlainWriter::insert(std::string_view word) { put(word); }

void PlainWriter::end_line() {
    if (!begins_)
        break_lines(std::max<std::size_t>(line_ends_, 1));
}

void PlainWriter::end_paragraph() {
    if (!begins_)
        break_lines(std::max<std::size_t>(line_ends_, 2));
}

void PlainWriter::skip_line() {
    break_lines(std::max<std::size_t>(line_ends_, std::min<std::size_t>(line_ends_ + 1, 2)));
}

void PlainWriter::open(Level level) { levels_.push_back({level}); }

void PlainWriter::close(Level level) {
    if (levels_.empty() || levels_.back().level != level)
        return;
    levels_.pop_back();
    blank_levels_ = std::min(blank_levels_, levels_.size());
    marker_.clear();
    begins_ = false;
}

void PlainWriter::begin_item() {
    begins_ = false;
    end_line();
    begins_ = true;
    const bool numbered = !levels_.empty() && levels_.back().level == Level::numbers;
    marker_ = numbered ? fmt::format("{}. ", ++levels_.back().items) : "- ";
}

// Paragraphs in the cells of a line do not keep it apart from the next.
void PlainWriter::leave_row() {
    if (row_is_line_ && row_has_text_)
        line_ends_ = 0;
    begins_ = row_is_line_ = false;
    end_line();
}

void PlainWriter::begin_row() {
    leave_row();
    row_has_text_ = false;
    row_is_line_ = true;
}

// A cell of a line of cells goes on in that line; behind one of several lines it begins another.
void PlainWriter::begin_cell() {
    if (row_has_text_ && row_is_line_) {
        line_ends_ = 0;
        space_ = false;
        hard_spaces_ = cell_separator.size();
    } else {
        begins_ = false;
        end_line();
    }
    begins_ = true;
}

void PlainWriter::end_row() { leave_row(); }

std::string PlainWriter::take() {
    trim_line();
    if (!out_.empty())
        out_ += '\n';
    return std::move(out_);
}

void PlainWriter::put(std::string_view bytes) {
    begin_text();
    out_.append(bytes);
    begins_ = false;
    row_has_text_ = true;
    blank_levels_ = levels_.size();
}

void PlainWriter::begin_text() {
    const bool begins_line = line_ends_ != 0 || out_.empty();
    if (begins_line)
        put_line_ends();
    if (hard_spaces_ != 0 || (space_ && !begins_line))
        out_.append(std::max<std::size_t>(hard_spaces_, 1), ' ');
    hard_spaces_ = 0;
    space_ = false;
}

void PlainWriter::put_line_ends() {
    if (!out_.empty()) {
        trim_line();
        std::string blank = prefix(std::min(blank_levels_, levels_.size()));
        blank.resize(trim(blank).empty() ? 0 : blank.find_last_not_of(' ') + 1);
        out_ += '\n';
        for (std::size_t i = 1; i < line_ends_; ++i) {
            out_ += blank;
            out_ += '\n';
        }
        row_is_line_ = row_is_line_ && !row_has_text_;
    }
    line_ends_ = 0;
    out_ += prefix(levels_.size());
    if (!marker_.empty()) {
        const bool in_list = !levels_.empty() && levels_.size() <= shown_levels;
        if (in_list && levels_.back().level != Level::quotation)
            out_.resize(out_.size() - (levels_.back().level == Level::numbers ? 3 : 2));
        out_ += marker_;
        marker_.clear();
    }
}

std::string PlainWriter::prefix(std::size_t levels) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(levels, shown_levels); ++i) {
        constexpr std::string_view indents[] = {"> ", "  ", "   "};
        text += indents[static_cast<std::size_t>(levels_[i].level)];
    }
    return text;
}

void PlainWriter::trim_line() {
    const auto last = out_.find_last_not_of(' ');
    out_.resize(last == std::string::npos ? 0 : last + 1);
}

void PlainWriter::break_lines(std::size_t count) {
    line_ends_ = count;
    hard_spaces_ = 0;
    space_ = false;
}

} // namespace posthaste::mime
