// SPDX-License-Identifier: MIT
// Sixty-four octets looked at together, where the processor has vectors that every compiler for it uses: x86-64 (SSE2).
// Elsewhere there are none, and lines are looked for by memchr.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#define PH_BYTE_BLOCKS 1
#else
#define PH_BYTE_BLOCKS 0
#endif

namespace posthaste::mail {

#if PH_BYTE_BLOCKS
class ByteBlock {
  public:
    static constexpr std::size_t size = 64;

    // size octets from there.
    explicit ByteBlock(const char* from) noexcept
        : a_(load(from)), b_(load(from + part)), c_(load(from + 2 * part)), d_(load(from + 3 * part)) {}

    void store(char* to) const noexcept {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), a_);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + part), b_);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 2 * part), c_);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 3 * part), d_);
    }
    // Bit i: octet i is that character.
    [[nodiscard]] std::uint64_t places_of(char character) const noexcept {
        const __m128i wanted = _mm_set1_epi8(character);
        return top_bits(_mm_cmpeq_epi8(a_, wanted)) | top_bits(_mm_cmpeq_epi8(b_, wanted)) << part |
               top_bits(_mm_cmpeq_epi8(c_, wanted)) << (2 * part) | top_bits(_mm_cmpeq_epi8(d_, wanted)) << (3 * part);
    }
    [[nodiscard]] bool has(char character) const noexcept {
        const __m128i wanted = _mm_set1_epi8(character);
        return top_bits(_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(a_, wanted), _mm_cmpeq_epi8(b_, wanted)),
                                     _mm_or_si128(_mm_cmpeq_epi8(c_, wanted), _mm_cmpeq_epi8(d_, wanted)))) != 0;
    }
    [[nodiscard]] bool has_eight_bit() const noexcept {
        return top_bits(_mm_or_si128(_mm_or_si128(a_, b_), _mm_or_si128(c_, d_))) != 0;
    }
    [[nodiscard]] bool has_nul() const noexcept {
        const __m128i least = _mm_min_epu8(_mm_min_epu8(a_, b_), _mm_min_epu8(c_, d_));
        return top_bits(_mm_cmpeq_epi8(least, _mm_setzero_si128())) != 0;
    }

  private:
    static constexpr std::size_t part = sizeof(__m128i);

    static __m128i load(const char* from) noexcept { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
    static std::uint64_t top_bits(__m128i octets) noexcept { return static_cast<unsigned>(_mm_movemask_epi8(octets)); }

    __m128i a_, b_, c_, d_;
};
#endif

} // namespace posthaste::mail
