// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/charset.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <iconv.h>
#include <utility>

namespace posthaste::codec {

namespace {

using namespace std::string_view_literals;

struct Mark {
    std::string_view charset, octets;
};
// That of UTF-32LE begins with that of UTF-16LE, and comes first.
constexpr std::array marks = {Mark{"UTF-32LE", "\xFF\xFE\0\0"sv}, Mark{"UTF-32BE", "\0\0\xFE\xFF"sv},
                              Mark{"UTF-8", "\xEF\xBB\xBF"sv}, Mark{"UTF-16LE", "\xFF\xFE"sv},
                              Mark{"UTF-16BE", "\xFE\xFF"sv}};

bool is_of(const Mark& mark, std::string_view charset) noexcept {
    if (names_utf8(charset))
        return mark.charset == "UTF-8";
    return istarts_with(mark.charset, charset);
}

bool is_name_character(char c) noexcept {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || "-_.:+()"sv.contains(c);
}

// What iconv takes for a name besides those of character sets: "" and "char" for that of the locale, "wchar_t" and
// "internal" for memory as it is, and what stands behind a '/' for how to convert.
bool may_be_charset(std::string_view name) noexcept {
    return !name.empty() && std::ranges::all_of(name, is_name_character) && !iequals(name, "char") &&
           !iequals(name, "wchar_t") && !iequals(name, "internal");
}

// Without a mark, the machine's order would decide. Files of today are little-endian, whatever RFC 2781 section 4.3
// says.
std::string iconv_name(std::string_view charset) {
    const bool orderless = iequals(charset, "utf-16") || iequals(charset, "utf-32");
    return std::string(charset) + (orderless ? "LE" : "");
}

constexpr std::size_t max_carry_bytes = 64; // no character is so long

} // namespace

ByteOrderMark byte_order_mark(std::string_view beginning, std::string_view charset) noexcept {
    for (const auto& mark : marks)
        if (beginning.starts_with(mark.octets) && (charset.empty() || is_of(mark, charset)))
            return {mark.charset, mark.octets.size()};
    return {};
}

bool names_utf8(std::string_view charset) noexcept { return iequals(charset, "utf-8") || iequals(charset, "utf8"); }

Result<CharsetDecoder> CharsetDecoder::open(std::string_view charset) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): that is how iconv_open fails
    const auto failed = reinterpret_cast<iconv_t>(-1);
    const auto handle = may_be_charset(charset) ? ::iconv_open("UTF-8", iconv_name(charset).c_str()) : failed;
    if (handle == failed)
        return fail(ErrorKind::usage,
                    fmt::format("unknown character set '{}'; iconv --list names those there are", charset));
    return CharsetDecoder(handle);
}

void CharsetDecoder::Close::operator()(void* handle) const noexcept { static_cast<void>(::iconv_close(handle)); }

bool CharsetDecoder::feed(std::string_view piece, std::string& out) {
    if (carry_.empty())
        return convert(piece, out);
    carry_.append(piece);
    const std::string input = std::exchange(carry_, {});
    return convert(input, out);
}

bool CharsetDecoder::finish(std::string& out) {
    std::array<char, 64> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled by iconv
    char* to = buffer.data();
    std::size_t room = buffer.size();
    if (!carry_.empty() || ::iconv(handle_.get(), nullptr, nullptr, &to, &room) == static_cast<std::size_t>(-1))
        return false;
    const std::string_view last(buffer.data(), buffer.size() - room);
    checker_.feed(last);
    out.append(last);
    return checker_.valid();
}

bool CharsetDecoder::convert(std::string_view input, std::string& out) {
    constexpr std::size_t buffer_bytes = 16UZ * 1024;
    auto* from = const_cast<char*>(input.data()); // iconv(3) does not write there
    std::size_t left = input.size();
    bool more = left != 0;
    while (more) {
        const std::size_t before = out.size();
        out.resize(before + buffer_bytes);
        char* to = out.data() + before;
        std::size_t room = buffer_bytes;
        const bool failed = ::iconv(handle_.get(), &from, &left, &to, &room) == static_cast<std::size_t>(-1);
        const int why = failed ? errno : 0;
        out.resize(before + buffer_bytes - room);
        checker_.feed(std::string_view(out).substr(before));
        more = why == E2BIG;
        if (why == EINVAL)
            carry_.assign(from, left);
        if ((failed && why != EINVAL && !more) || carry_.size() > max_carry_bytes)
            return false;
    }
    return true;
}

} // namespace posthaste::codec
