// SPDX-License-Identifier: MIT
#include "relaxed_body.hpp"

#include <cstdint>
#include <cstring>

namespace posthaste::mime {

namespace {

constexpr std::string_view line_end = "\r\n";

constexpr bool is_plain(char c) noexcept { return c != ' ' && c != '\t' && c != '\r'; }

// How many octets at the front are neither white space nor controls, in steps of eight: base64 goes by words.
std::size_t plain_words(std::string_view text) noexcept {
    constexpr std::uint64_t each = 0x0101010101010101U;
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        if (((word - each * 0x21U) & ~word & (each * 0x80U)) != 0) // an octet under 0x21
            break;
    }
    return at;
}

// How much of the front stays as it is: plain octets, and between them single spaces and line ends. That is nearly all
// of what people send, and all of base64.
std::size_t unchanged(std::string_view text) noexcept {
    std::size_t at = 0;
    for (;;) {
        at += plain_words(text.substr(at));
        while (at < text.size() && is_plain(text[at]))
            ++at;
        if (at == text.size())
            return at;
        const bool ends = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
        const std::size_t next = at + (ends ? 2 : 1);
        if (at == 0 || next >= text.size() || !is_plain(text[next]) || (text[at] != ' ' && !ends))
            return at;
        at = next + 1;
    }
}

} // namespace

RelaxedBody::RelaxedBody(ByteSink& sink) : sink_(sink) { block_.reserve(2 * block_bytes); }

Status RelaxedBody::feed(std::string_view piece) {
    while (!piece.empty() && status_) {
        if (cr_) {
            cr_ = false;
            const bool before_lf = piece.front() == '\n';
            take_cr(before_lf);
            piece.remove_prefix(before_lf ? 1 : 0);
            continue;
        }
        piece.remove_prefix(take(piece.substr(0, block_bytes)));
    }
    return status_;
}

// How much of text, which is not empty, was taken.
std::size_t RelaxedBody::take(std::string_view text) {
    if (const auto size = unchanged(text); size != 0) {
        put(text.substr(0, size));
        return size;
    }
    if (text.front() == '\r')
        cr_ = true;
    else
        space_ = true;
    return 1;
}

void RelaxedBody::take_cr(bool before_lf) {
    if (!before_lf) {
        put("\r");
        return;
    }
    space_ = false;
    ++line_ends_;
}

void RelaxedBody::put(std::string_view text) {
    for (; line_ends_ != 0 && status_; --line_ends_) {
        block_ += line_end;
        status_ = block_.size() < block_bytes ? Status{} : flush();
    }
    if (space_)
        block_ += ' ';
    space_ = false;
    block_ += text;
    text_ = true;
    if (block_.size() >= block_bytes && status_)
        status_ = flush();
}

Status RelaxedBody::flush() {
    PH_TRY(sink_.write(block_));
    block_.clear();
    return {};
}

Status RelaxedBody::finish() {
    if (cr_)
        put("\r");
    // The empty lines at the end are passed over; the last line with text has its line end, whether it came with one or
    // not; a body without text is nothing at all.
    if (text_)
        block_ += line_end;
    PH_TRY(status_);
    return flush();
}

} // namespace posthaste::mime
