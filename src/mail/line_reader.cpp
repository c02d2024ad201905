// SPDX-License-Identifier: MIT
#include "line_reader.hpp"

#include <posthaste/base/io.hpp>

#include <algorithm>
#include <cstring>
#include <span>

namespace posthaste::mail {

Result<LinePiece> LineReader::next() {
    auto end = buffered().find('\n');
    if (end == std::string_view::npos) {
        PH_TRY(fill());
        end = buffered().find('\n');
    }
    const bool ends = end != std::string_view::npos;
    std::string_view text = buffered().substr(0, ends ? end + 1 : count_);
    if (!ends && text.size() > 1 && text.ends_with('\r'))
        text.remove_suffix(1); // it may be half of a line end
    const LinePiece piece{text, offset_, line_begins_, ends};
    begin_ += text.size();
    count_ -= text.size();
    offset_ += text.size();
    line_begins_ = ends;
    return piece;
}

void LineReader::seek(std::uint64_t line_begin) noexcept {
    offset_ = line_begin;
    begin_ = count_ = 0;
    line_begins_ = true;
}

// Until the window is full or the file has ended.
Status LineReader::fill() {
    std::memmove(window_.data(), window_.data() + begin_, count_);
    begin_ = 0;
    while (count_ < window_.size() && offset_ + count_ < end_) {
        const auto wanted = std::min<std::uint64_t>(window_.size() - count_, end_ - offset_ - count_);
        PH_ASSIGN(
            const std::size_t got,
            pread_some(fd_, std::span(window_).subspan(count_, static_cast<std::size_t>(wanted)), offset_ + count_));
        if (got == 0)
            return fail(ErrorKind::io, "the file of the message is shorter than it was");
        count_ += got;
    }
    return {};
}

} // namespace posthaste::mail
