// SPDX-License-Identifier: MIT
#include "line_blocks.hpp"

#include "byte_block.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace posthaste::mail {

#if PH_BYTE_BLOCKS
namespace {

constexpr std::uint64_t last_place = std::uint64_t{1} << (ByteBlock::size - 1);

struct LineEnds {
    explicit LineEnds(const ByteBlock& block) noexcept
        : cr(block.has('\r') ? block.places_of('\r') : 0), lf(block.places_of('\n')) {}
    // A CR that is last may belong to an LF in the next block.
    [[nodiscard]] bool bare_cr() const noexcept { return (cr & ~(lf >> 1U) & ~last_place) != 0; }

    std::uint64_t cr;
    std::uint64_t lf;
};

bool dot_begins_line(const ByteBlock& block, const LineEnds& ends, bool at_line_begin) noexcept {
    const std::uint64_t begins = ends.lf << 1U | (at_line_begin ? 1U : 0U);
    return (block.places_of('.') & begins) != 0;
}

// Copies length octets of a block that has no bare CR, a CR before each bare LF. Every copy is a whole block, which is
// quicker than to copy what is needed; so as many octets behind the block are read, and written. Returns the end.
char* copy_lines(const char* from, std::size_t length, const LineEnds& ends, LineFacts& facts, char* to) noexcept {
    std::size_t begin = 0; // of the line
    for (std::uint64_t left = ends.lf; left != 0; left &= left - 1) {
        const auto place = static_cast<std::size_t>(std::countr_zero(left));
        const bool bare = ((ends.cr << 1U >> place) & 1U) == 0;
        facts.longest = std::max(facts.longest, facts.line_bytes + place - begin - (bare ? 0 : 1));
        facts.line_bytes = 0;
        begin = place + 1;
        if (bare) {
            to[place] = '\r';
            ++to;
            std::memcpy(to + place, from + place, ByteBlock::size);
        }
    }
    facts.line_bytes += length - begin;
    return to + length;
}

char* canonicalize(std::string_view text, bool stop_at_dots, LineFacts& facts, std::size_t& taken, char* to) noexcept {
    LineFacts known = facts; // a copy: to might point at what it is given
    const char* from = text.data();
    const char* const last = from + text.size() - 2 * ByteBlock::size;
    while (from <= last) {
        const ByteBlock block(from);
        const LineEnds ends(block);
        if (ends.bare_cr() || (stop_at_dots && dot_begins_line(block, ends, known.line_bytes == 0)))
            break;
        block.store(to);
        const std::size_t length = ByteBlock::size - ((ends.cr & last_place) != 0 ? 1 : 0);
        to = copy_lines(from, length, ends, known, to);
        known.eight_bit |= block.has_eight_bit();
        known.nul |= block.has_nul();
        from += length;
    }
    taken = static_cast<std::size_t>(from - text.data());
    facts = known;
    return to;
}

} // namespace

std::size_t canonicalize_blocks(std::string_view text, bool stop_at_dots, LineFacts& facts, std::string& out) {
    if (text.size() < 2 * ByteBlock::size)
        return 0;
    const std::size_t before = out.size();
    std::size_t taken = 0;
    out.resize_and_overwrite(before + 2 * text.size() + 2 * ByteBlock::size, [&](char* data, std::size_t) {
        const char* end = canonicalize(text, stop_at_dots, facts, taken, data + before);
        return static_cast<std::size_t>(end - data);
    });
    return taken;
}
#else
std::size_t canonicalize_blocks(std::string_view, bool, LineFacts&, std::string&) { return 0; }
#endif

} // namespace posthaste::mail
