// SPDX-License-Identifier: MIT
#include "draft_file.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace posthaste::app {

namespace {

Status copy(int from, std::uint64_t size_bytes, int to, const std::string& what) {
    std::array<char, 64UZ * 1024> window;
    FdSink sink(to, what);
    for (std::uint64_t offset = 0; offset < size_bytes;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(window.size(), size_bytes - offset));
        PH_ASSIGN(const auto count, pread_some(from, std::span(window).first(wanted), offset));
        if (count == 0)
            return fail(ErrorKind::io, what + ": it has become shorter");
        PH_TRY(sink.write({window.data(), count}));
        offset += count;
    }
    return {};
}

} // namespace

Result<DraftFile> DraftFile::make(std::vector<std::string> directories, std::string what) {
    DraftFile file(std::move(directories), std::move(what));
    PH_TRY(file.open_next());
    return file;
}

Status DraftFile::write(std::string_view bytes) {
    auto written = FdSink(file_.get(), what_).write(bytes);
    while (!written && written.error().kind == ErrorKind::no_space && !directories_.empty()) {
        if (!move_on())
            continue; // no better there
        written = FdSink(file_.get(), what_).write(bytes);
    }
    size_bytes_ += written ? bytes.size() : 0;
    return written;
}

Status DraftFile::open_next() {
    Result<Fd> file = fail(ErrorKind::cannot_create, "cannot create a temporary file: no directory is known");
    while (!directories_.empty()) {
        file = open_unnamed_file({directories_.front()});
        directories_.erase(directories_.begin());
        if (file)
            break;
    }
    PH_ASSIGN(file_, std::move(file));
    return {};
}

// Keeps what it had when the next one has no room either.
Status DraftFile::move_on() {
    Fd before = std::exchange(file_, Fd{});
    auto moved = open_next();
    if (moved)
        moved = copy(before.get(), size_bytes_, file_.get(), what_);
    if (!moved)
        file_ = std::move(before);
    return moved;
}

} // namespace posthaste::app
