// SPDX-License-Identifier: MIT
#include "part_reader.hpp"

#include "field_line.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/header_block.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace posthaste::mail {

Result<PartHeader> PartReader::header() {
    PartHeader out;
    bool inside = false; // a line longer than the window
    for (;;) {
        PH_ASSIGN(const LinePiece piece, lines_.next());
        delimiter_ = boundaries_.match(piece);
        if (delimiter_ || piece.text.empty()) {
            out.end = HeaderEnd::part_end;
            return out;
        }
        if (piece.begins && piece.text == "\r\n")
            return out;
        const bool continued = !out.bytes.empty() && is_space(piece.text.front());
        if (!inside && !continued && kind_of_line(piece.text) != LineKind::field) {
            out.end = HeaderEnd::no_field;
            lines_.seek(piece.offset);
            return out;
        }
        if (out.bytes.size() + piece.text.size() > HeaderBlock::max_bytes)
            return fail(ErrorKind::data, fmt::format("the header of a part is over {} octets", HeaderBlock::max_bytes));
        out.bytes.append(piece.text);
        inside = !piece.ends;
    }
}

Result<Content> PartReader::content() {
    Content out;
    out.range = {lines_.offset(), lines_.offset()};
    std::size_t last_line_end = 0; // how long it is
    for (;;) {
        PH_ASSIGN(const LinePiece piece, lines_.next());
        delimiter_ = boundaries_.match(piece);
        if (delimiter_ || piece.text.empty())
            break;
        out.facts.note(piece.text, piece.ends);
        out.doubtful = out.doubtful || boundaries_.doubtful(piece);
        out.range.end = piece.offset + piece.text.size();
        last_line_end = piece.text.ends_with("\r\n") ? 2 : 0;
    }
    out.line_end = delimiter_.has_value() && last_line_end != 0;
    out.range.end -= out.line_end ? last_line_end : 0;
    return out;
}

std::optional<Delimiter> PartReader::take_delimiter() { return std::exchange(delimiter_, std::nullopt); }

} // namespace posthaste::mail
