// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/columns.hpp>
#include <posthaste/codec/flowed.hpp>
#include <posthaste/codec/utf8.hpp>

#include <algorithm>
#include <vector>

namespace posthaste::codec {

namespace {

constexpr std::size_t max_columns = 78;    // RFC 3676 section 4.2, with the space at the end
constexpr std::size_t broken_columns = 72; // leaves room for those who will quote it
constexpr std::size_t max_broken_depth = 40;
constexpr std::string_view signature = "-- "; // section 4.3: neither fixed nor flowed

struct Range {
    char32_t first, last;
};

template <std::size_t size> bool within(const Range (&ranges)[size], char32_t c) noexcept {
    return std::ranges::any_of(ranges, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

// Written without spaces, and broken anywhere but before or behind some punctuation.
constexpr Range ideographic[] = {
    {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xF900, 0xFAFF}, {0xFF01, 0xFF60}, {0x20000, 0x3FFFD}};
constexpr std::u32string_view never_begin_a_line = U"\u3001\u3002\u3005\u3009\u300B\u300D\u300F\u3011\u3015\u3017\u30FC"
                                                   U"\uFF01\uFF09\uFF0C\uFF0E\uFF1A\uFF1B\uFF1F\uFF3D\uFF5D";
constexpr std::u32string_view never_end_a_line = U"\u3008\u300A\u300C\u300E\u3010\u3014\u3016\uFF08\uFF3B\uFF5B";

bool may_break_between(char32_t before, char32_t after) noexcept {
    return within(ideographic, before) && within(ideographic, after) && !never_end_a_line.contains(before) &&
           !never_begin_a_line.contains(after);
}

struct Character {
    char32_t value = 0;
    std::size_t bytes = 1; // an octet that is no UTF-8 counts as one
};

Character character_at(std::string_view text, std::size_t at) noexcept {
    const auto point = first_code_point(text.substr(at));
    return point.bytes == 0 ? Character{} : Character{point.value, point.bytes};
}

// A line of the text without its line end: "> > x" is quoted once, which is how readers see it.
struct Line {
    std::string_view quotes, stuffing, content;
    bool is_signature = false;

    explicit Line(std::string_view text) {
        quotes = text.substr(0, std::min(text.find_first_not_of('>'), text.size()));
        content = text.substr(quotes.size());
        if (!quotes.empty() && content.starts_with(' ')) {
            stuffing = content.substr(0, 1);
            content.remove_prefix(1);
        }
        is_signature = content == signature;
        while (!is_signature && content.ends_with(' '))
            content.remove_suffix(1);
        if (content.empty())
            stuffing = {};
    }

    // With the space that stuffs it; whether or not there will be one.
    [[nodiscard]] std::size_t prefix_columns() const noexcept { return quotes.size() + 1; }
};

// Where the first piece of content ends that has room in so many columns: behind a space or, with delsp, where
// ideographs meet. Its end where there is no such place.
std::size_t piece_end(std::string_view content, std::size_t room, bool delsp) noexcept {
    std::size_t best = content.size(), columns = 0;
    auto now = character_at(content, 0);
    for (std::size_t at = 0; at + now.bytes < content.size();) {
        at += now.bytes;
        columns += columns_of(now.value);
        const auto next = character_at(content, at);
        const bool ideographs = delsp && may_break_between(now.value, next.value);
        const bool breaks = (now.value == ' ' || ideographs) && content.substr(0, at) != signature;
        const bool fits = columns + (delsp ? 1 : 0) <= room;
        if (breaks && (fits || best == content.size()))
            best = at;
        if (!fits && best != content.size())
            return best;
        now = next;
    }
    return columns + columns_of(now.value) <= room ? content.size() : best;
}

// The content in the pieces that are sent as lines; all but the last are joined to what follows.
std::vector<std::string_view> pieces_of(const Line& line, bool delsp) {
    auto content = line.content;
    const bool whole = content.size() + line.prefix_columns() <= max_columns || line.quotes.size() > max_broken_depth ||
                       line.is_signature || columns_of(content) + line.prefix_columns() <= max_columns;
    if (whole)
        return {content};
    std::vector<std::string_view> pieces;
    while (!content.empty()) {
        const auto end = piece_end(content, broken_columns - line.prefix_columns(), delsp);
        pieces.push_back(content.substr(0, end));
        content.remove_prefix(end);
    }
    return pieces;
}

// Section 4.4: a space before what would be taken for a quotation or a stuffed line, or changed on the way.
bool must_be_stuffed(std::string_view content) noexcept {
    return content.starts_with(' ') || content.starts_with('>') || content.starts_with("From ");
}

void flow_line(std::string_view text, bool delsp, std::string& out) {
    const Line line(text);
    std::string_view line_end;
    for (const auto piece : pieces_of(line, delsp)) {
        out += line_end;
        out += line.quotes;
        const bool first = line_end.empty();
        const bool quoted_again = !line.quotes.empty() && !first;
        if (quoted_again || (line.quotes.empty() && must_be_stuffed(piece)))
            out += ' ';
        if (first)
            out += line.stuffing;
        out += piece;
        line_end = delsp ? " \r\n" : "\r\n";
    }
}

bool has_ideographic_break(std::string_view piece) noexcept {
    return piece_end(piece, 0, true) < std::min(piece_end(piece, 0, false), piece.size());
}

bool line_needs_delsp(std::string_view text) {
    if (is_ascii(text))
        return false;
    const Line line(text);
    return std::ranges::any_of(pieces_of(line, false), [&](std::string_view piece) {
        return columns_of(piece) + line.prefix_columns() > max_columns && has_ideographic_break(piece);
    });
}

// Calls take(text of a line) for each line that ends in piece. line: what has come of the one under way.
template <typename Take> void split_lines(std::string_view piece, std::string& line, Take take) {
    for (;;) {
        const auto end = piece.find('\n');
        line.append(piece.substr(0, end));
        if (end == std::string_view::npos)
            return;
        piece.remove_prefix(end + 1);
        if (line.ends_with('\r'))
            line.pop_back();
        take(line);
        line.clear();
    }
}

} // namespace

void FlowedScan::feed(std::string_view piece) {
    while (!piece.empty()) {
        const auto end = std::min(piece.find('\n'), piece.size());
        line_bytes_ += end;
        if (line_bytes_ <= max_flowed_line_bytes)
            line_.append(piece.substr(0, end));
        longest_ = std::max(longest_, line_bytes_);
        if (end == piece.size())
            return;
        end_line();
        piece.remove_prefix(end + 1);
    }
}

void FlowedScan::finish() { end_line(); }

void FlowedScan::end_line() {
    std::string_view text = line_;
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    if (possible() && !needs_delsp_)
        needs_delsp_ = line_needs_delsp(text);
    line_.clear();
    line_bytes_ = 0;
}

void FlowedEncoder::feed(std::string_view piece, std::string& out) {
    split_lines(piece, line_, [&](std::string_view line) {
        flow_line(line, delsp_, out);
        out += "\r\n";
    });
}

void FlowedEncoder::finish(std::string& out) {
    if (!line_.empty())
        flow_line(line_, delsp_, out);
    line_.clear();
}

} // namespace posthaste::codec
