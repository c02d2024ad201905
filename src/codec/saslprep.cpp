// SPDX-License-Identifier: MIT
#include <posthaste/base/shared_library.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/codec/saslprep.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

namespace posthaste::codec {

namespace {

// What libunistring allocated. It may be a password, so it is wiped.
template <typename Unit> class Allocated {
  public:
    Allocated(Unit* units, std::size_t size) : units_(units), size_(units == nullptr ? 0 : size) {}
    Allocated(const Allocated&) = delete;
    Allocated& operator=(const Allocated&) = delete;
    ~Allocated() {
        if (units_ != nullptr)
            ::explicit_bzero(units_, size_ * sizeof(Unit));
        std::free(units_);
    }
    explicit operator bool() const noexcept { return units_ != nullptr; }
    [[nodiscard]] std::span<Unit> units() const noexcept { return {units_, size_}; }

  private:
    Unit* units_;
    std::size_t size_;
};

struct Range {
    std::uint32_t first, last;
};

constexpr std::array<Range, 6> spaces{
    // RFC 3454 table C.1.2
    {{0x00A0, 0x00A0}, {0x1680, 0x1680}, {0x2000, 0x200B}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}}};

constexpr std::array<Range, 8> mapped_to_nothing{// table B.1
                                                 {{0x00AD, 0x00AD},
                                                  {0x034F, 0x034F},
                                                  {0x1806, 0x1806},
                                                  {0x180B, 0x180D},
                                                  {0x200C, 0x200D},
                                                  {0x2060, 0x2060},
                                                  {0xFE00, 0xFE0F},
                                                  {0xFEFF, 0xFEFF}}};

constexpr std::array<Range, 21> prohibited{
    // tables C.2.1 to C.9, without the last two code points of each plane (C.4)
    {{0x0000, 0x001F},      {0x007F, 0x009F},   {0x0340, 0x0341},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
     {0x180E, 0x180E},      {0x200C, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x2063},   {0x206A, 0x206F},
     {0x2FF0, 0x2FFB},      {0xD800, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFD},
     {0x1D173, 0x1D17A},    {0xE0001, 0xE0001}, {0xE0020, 0xE007F}, {0xF0000, 0xFFFFD}, {0x100000, 0x10FFFD},
     {0x110000, 0xFFFFFFFF}}};

bool is_in(std::span<const Range> table, std::uint32_t point) noexcept {
    return std::ranges::any_of(table,
                               [point](const Range& range) { return point >= range.first && point <= range.last; });
}

bool is_prohibited(std::uint32_t point) noexcept {
    return (point & 0xFFFEU) == 0xFFFEU || is_in(prohibited, point) || is_in(spaces, point);
}

// What is used of libunistring.
struct Unistring {
    decltype(uc_bidi_class)* bidi_class;
    decltype(u8_to_u32)* to_points;
    decltype(u32_to_u8)* to_bytes;
    decltype(u32_normalize)* normalize;
    decltype(uninorm_nfkc)* nfkc;
};

#ifdef PH_UNISTRING_INSIDE // a static program can load nothing
Result<Unistring> load_unistring() {
    return Unistring{uc_bidi_class, u8_to_u32, u32_to_u8, u32_normalize, &uninorm_nfkc};
}
#else
Result<Unistring> load_unistring() {
    PH_ASSIGN(const auto library, SharedLibrary::open(PH_UNISTRING_SONAME));
    const Unistring functions{
        library.find<decltype(uc_bidi_class)>("uc_bidi_class"), library.find<decltype(u8_to_u32)>("u8_to_u32"),
        library.find<decltype(u32_to_u8)>("u32_to_u8"), library.find<decltype(u32_normalize)>("u32_normalize"),
        library.find<decltype(uninorm_nfkc)>("uninorm_nfkc")};
    if (functions.bidi_class == nullptr || functions.to_points == nullptr || functions.to_bytes == nullptr ||
        functions.normalize == nullptr || functions.nfkc == nullptr)
        return fail(ErrorKind::internal, PH_UNISTRING_SONAME " lacks a function for text; install another version");
    return functions;
}
#endif

// RFC 3454 section 6: text written from right to left is so at both ends, and holds nothing of the other direction.
bool has_one_direction(const Unistring& unicode, std::span<const std::uint32_t> points) noexcept {
    const auto from_right = [&unicode](std::uint32_t point) {
        const int direction = unicode.bidi_class(point);
        return direction == UC_BIDI_R || direction == UC_BIDI_AL;
    };
    if (std::ranges::none_of(points, from_right))
        return true;
    return from_right(points.front()) && from_right(points.back()) &&
           std::ranges::none_of(points, [&unicode](auto point) { return unicode.bidi_class(point) == UC_BIDI_L; });
}

// RFC 4013 section 2.1. Spaces come first: U+200B is in both tables.
std::span<std::uint32_t> map(std::span<std::uint32_t> points) noexcept {
    for (auto& point : points)
        point = is_in(spaces, point) ? ' ' : point;
    const auto gone = std::ranges::remove_if(points, [](auto point) { return is_in(mapped_to_nothing, point); });
    return points.first(points.size() - gone.size());
}

Allocated<std::uint32_t> decoded(const Unistring& unicode, std::string_view text) {
    std::size_t size = 0;
    auto* points = unicode.to_points(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), nullptr, &size);
    return {points, size};
}

Allocated<std::uint32_t> normalized(const Unistring& unicode, std::span<const std::uint32_t> points) {
    std::size_t size = 0;
    auto* normal = unicode.normalize(unicode.nfkc, points.data(), points.size(), nullptr, &size);
    return {normal, size};
}

Allocated<std::uint8_t> encoded(const Unistring& unicode, std::span<const std::uint32_t> points) {
    std::size_t size = 0;
    auto* bytes = unicode.to_bytes(points.data(), points.size(), nullptr, &size);
    return {bytes, size};
}

std::unexpected<Error> no_text() {
    return fail(ErrorKind::data, "it is not UTF-8, or holds characters that no user name or password may");
}

} // namespace

Result<std::string> saslprep(std::string_view text) {
    if (is_ascii(text))
        return has_control(text) ? Result<std::string>(no_text()) : std::string(text);
    PH_ASSIGN(const auto unicode, load_unistring());
    const auto points = decoded(unicode, text);
    if (!points)
        return no_text();
    const auto mapped = map(points.units());
    if (mapped.empty())
        return std::string();
    const auto normal = normalized(unicode, mapped);
    if (!normal || std::ranges::any_of(normal.units(), is_prohibited) || !has_one_direction(unicode, normal.units()))
        return no_text();
    const auto bytes = encoded(unicode, normal.units());
    if (!bytes)
        return no_text();
    return std::string(bytes.units().begin(), bytes.units().end());
}

} // namespace posthaste::codec
