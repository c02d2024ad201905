// SPDX-License-Identifier: MIT
// Texts out of any bytes. The first byte of the input says how they are read, the rest is the text. What is staged does
// not depend on how the input was cut, comes back from its transfer encoding as it was, and that keeps its limits.
#include "support/transfer_decode.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mime/segment_source.hpp>
#include <posthaste/mime/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace posthaste;
using mime::TextEncoding;

constexpr const char* charsets[] = {"",       "utf-8",     "iso-8859-1", "windows-1252", "utf-16", "utf-16be",
                                    "utf-32", "shift_jis", "gb18030",    "iso-2022-jp",  "utf-7",  "us-ascii",
                                    "euc-kr", "big5",      "ibm037",     "no-such"};

void require(bool holds) {
    if (!holds)
        std::abort();
}

mime::TextOptions options_of(unsigned bits) {
    mime::TextOptions options;
    if (bits % 16 != 0)
        options.charset = charsets[bits % 16];
    options.flowed = (bits & 16U) != 0;
    return options;
}

std::string content_of(const mime::StagedText& text) {
    std::string content(text.size_bytes + 1, '\0');
    std::size_t filled = 0;
    while (const auto count = pread_some(text.file.get(), std::span(content).subspan(filled), filled).value())
        filled += count;
    require(filled == text.size_bytes);
    content.resize(filled);
    return content;
}

std::string encoded(mime::StagedText text) {
    mime::SegmentSource source(mime::flatten_content(mime::text_part(std::move(text), "plain")));
    std::string all, block(4096, '\0');
    while (const auto count = source.read(block).value())
        all.append(block, 0, count);
    return all;
}

void check_lines(std::string_view content) {
    for (std::size_t at = 0; (at = content.find_first_of("\r\n", at)) != std::string_view::npos; at += 2)
        require(content.substr(at, 2) == "\r\n");
}

void check_7bit(std::string_view content) {
    require(is_ascii(content) && test::longest_line(content) <= 998 && !content.contains('\0'));
    require(!content.contains(" \r\n") && !content.contains("\t\r\n") && !content.ends_with(' '));
    require(!content.starts_with("From ") && !content.contains("\r\nFrom ") && !content.contains("\r\n.\r\n"));
}

void check(mime::StagedText text) {
    const auto content = content_of(text);
    const auto encoding = text.encoding;
    require(text.charset == "unknown-8bit" ? !text.warnings.empty() : codec::is_utf8(content));
    require((text.charset == "us-ascii") == is_ascii(content) || text.charset == "unknown-8bit");
    if (text.charset != "unknown-8bit")
        check_lines(content);
    const auto wire = encoded(std::move(text));
    if (encoding == TextEncoding::seven_bit)
        return check_7bit(content);
    require(test::longest_line(wire) <= 76);
    const auto back =
        encoding == TextEncoding::base64 ? test::decode_base64_lines(wire) : test::decode_quoted_printable(wire);
    require(back == content);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    const auto options = options_of(size == 0 ? 0U : data[0]);
    const auto bytes = std::string_view(input).substr(std::min<std::size_t>(1, size));
    MemorySource whole(bytes), bytewise(bytes, 1);
    auto text = mime::stage_text(whole, options);
    const auto again = mime::stage_text(bytewise, options);
    require(text.has_value() == again.has_value());
    if (!text) {
        require(text.error().kind == ErrorKind::usage && text.error().message.contains(*options.charset));
        return 0;
    }
    require(content_of(*text) == content_of(*again) && text->charset == again->charset &&
            text->encoding == again->encoding && text->warnings == again->warnings);
    check(*std::move(text));
    return 0;
}
