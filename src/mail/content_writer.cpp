// SPDX-License-Identifier: MIT
#include "content_writer.hpp"

#include "line_reader.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/codec/quoted_printable.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <vector>

namespace posthaste::mail {

namespace {

struct AsItIs {
    static void feed(std::string_view piece, std::string& out) { out.append(piece); }
    static void finish(std::string&) noexcept {}
};

Status require_valid(bool valid) {
    if (valid)
        return {};
    return fail(ErrorKind::data,
                "a line is too long in a part whose base64 or quoted-printable is malformed: encode it "
                "anew");
}

template <typename Encoder> Status pump(int fd, ByteRange range, ByteSink& sink) {
    constexpr std::size_t window_bytes = 64UZ * 1024;
    std::vector<char> window(std::min<std::uint64_t>(window_bytes, range.end - std::min(range.begin, range.end)));
    Encoder encoder;
    std::string out;
    while (!range.empty()) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(window.size(), range.end - range.begin));
        PH_ASSIGN(const std::size_t got, pread_some(fd, std::span(window).first(wanted), range.begin));
        if (got == 0)
            return fail(ErrorKind::io, "the file of the message is shorter than it was");
        range.begin += got;
        encoder.feed({window.data(), got}, out);
        PH_TRY(sink.write(out));
        out.clear();
    }
    encoder.finish(out);
    PH_TRY(sink.write(out));
    if constexpr (requires { encoder.valid(); })
        return require_valid(encoder.valid());
    return {};
}

} // namespace

void ContentFacts::note(std::string_view piece, bool ends_line) noexcept {
    utf8_.feed(piece);
    eight_bit_ = eight_bit_ || !is_ascii(piece);
    nul_ = nul_ || piece.find('\0') != std::string_view::npos;
    line_bytes_ += piece.size() - (piece.ends_with("\r\n") ? 2 : 0);
    longest_ = std::max(longest_, line_bytes_);
    if (ends_line)
        line_bytes_ = 0;
}

void ContentFacts::note_lines(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
        note(line, true);
        text.remove_prefix(line.size());
    }
}

std::string ContentFacts::complaint(bool seven_bit) const {
    if (nul_)
        return "a NUL";
    if (longest_ > max_line_bytes)
        return fmt::format("a line of {} octets", longest_);
    return seven_bit && eight_bit_ ? "8-bit characters" : "";
}

Status write_content(int fd, ByteRange range, Recoding recoding, ByteSink& sink) {
    switch (recoding) {
    case Recoding::none:
        return pump<AsItIs>(fd, range, sink);
    case Recoding::quoted_printable:
        return pump<codec::QuotedPrintableEncoder>(fd, range, sink);
    case Recoding::base64:
        return pump<codec::Base64LineEncoder>(fd, range, sink);
    case Recoding::wrap_quoted_printable:
        return pump<codec::QuotedPrintableWrapper>(fd, range, sink);
    case Recoding::wrap_base64:
        return pump<codec::Base64Rewrapper>(fd, range, sink);
    }
    return {};
}

} // namespace posthaste::mail
