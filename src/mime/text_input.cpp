// SPDX-License-Identifier: MIT
#include "text_input.hpp"

#include <fmt/format.h>
#include <span>

namespace posthaste::mime {

Result<std::string_view> BlockReader::next() {
    std::size_t filled = 0;
    while (filled < block_.size()) {
        PH_ASSIGN(const auto count, source_.read(std::span(block_).subspan(filled)));
        if (count == 0)
            break;
        filled += count;
    }
    return std::string_view(block_).substr(0, filled);
}

InputCharset charset_of_input(std::string_view beginning, const std::optional<std::string>& asked) {
    if (!asked) {
        const auto mark = codec::byte_order_mark(beginning);
        return {mark.bytes == 0 ? "UTF-8" : std::string(mark.charset), mark.bytes, {}};
    }
    // An empty name is that of no character set, and must not stand for any mark.
    const auto mark = asked->empty() ? codec::ByteOrderMark{} : codec::byte_order_mark(beginning, *asked);
    if (mark.bytes != 0)
        return {std::string(mark.charset), mark.bytes, {}};
    InputCharset charset{*asked, 0, {}};
    if (const auto other = codec::byte_order_mark(beginning); other.bytes != 0)
        charset.warning =
            fmt::format("a text begins with the byte order mark of {}, but was read as {}", other.charset, *asked);
    return charset;
}

Result<TextDecoder> TextDecoder::open(const std::string& charset) {
    TextDecoder decoder;
    if (codec::names_utf8(charset))
        return decoder;
    constexpr std::string_view ends = "\r\n";
    PH_ASSIGN(auto probe, codec::CharsetDecoder::open(charset));
    std::string decoded;
    decoder.keeps_line_ends_ = probe.feed(ends, decoded) && decoded == ends;
    PH_ASSIGN(decoder.decoder_, codec::CharsetDecoder::open(charset));
    return decoder;
}

bool TextDecoder::feed(std::string_view piece, std::string& out) {
    if (!decoder_) {
        checker_.feed(piece);
        out.append(piece);
        return valid_;
    }
    if (!valid_)
        return false;
    const std::size_t before = out.size();
    valid_ = decoder_->feed(piece, out);
    constexpr std::string_view mark = "\xEF\xBB\xBF"; // of GB18030, UTF-7 and others
    if (!begun_ && std::string_view(out).substr(before).starts_with(mark))
        out.erase(before, mark.size());
    begun_ = begun_ || out.size() != before;
    return valid_;
}

bool TextDecoder::finish(std::string& out) {
    valid_ = valid_ && (decoder_ ? decoder_->finish(out) : checker_.valid());
    return valid_;
}

} // namespace posthaste::mime
