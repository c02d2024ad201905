// SPDX-License-Identifier: MIT
#include "local_content.hpp"

#include <posthaste/base/io.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::delivery {

namespace {

constexpr std::size_t window_bytes = 64UL * 1024;

class LineEnds { // a CRLF may be cut by the end of a window
  public:
    void add(std::string_view bytes, std::string& out) {
        if (pending_ && !bytes.starts_with('\n'))
            out += '\r';
        pending_ = false;
        while (!bytes.empty()) {
            const auto end = std::min(bytes.find('\r'), bytes.size());
            out.append(bytes.substr(0, end));
            if (end == bytes.size())
                return;
            bytes.remove_prefix(end + 1);
            pending_ = bytes.empty();
            if (!pending_ && bytes.front() != '\n')
                out += '\r';
        }
    }
    void finish(std::string& out) const {
        if (pending_)
            out += '\r';
    }

  private:
    bool pending_ = false;
};

} // namespace

std::string return_path(const mail::Envelope& envelope) {
    return fmt::format("Return-Path: <{}>\n", envelope.sender ? envelope.sender->text() : std::string{});
}

Status copy_with_lf(const mail::PreparedMessage& message, ByteSink& sink) {
    std::string window(window_bytes, '\0'), out;
    LineEnds line_ends;
    const std::uint64_t size = message.facts.size_bytes;
    for (std::uint64_t offset = 0; offset < size;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(window_bytes, size - offset));
        PH_ASSIGN(const std::size_t count, pread_some(message.content.get(), std::span(window).first(wanted), offset));
        if (count == 0)
            return fail(ErrorKind::io, fmt::format("the message ends after {} of {} bytes", offset, size));
        offset += count;
        out.clear();
        line_ends.add(std::string_view(window).substr(0, count), out);
        PH_TRY(sink.write(out));
    }
    out.clear();
    line_ends.finish(out);
    return out.empty() ? Status{} : sink.write(out);
}

} // namespace posthaste::delivery
