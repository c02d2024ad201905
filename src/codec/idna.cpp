// SPDX-License-Identifier: MIT
#include <posthaste/base/shared_library.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/codec/idna.hpp>
#include <posthaste/codec/utf8.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <idn2.h>
#include <memory>

namespace posthaste::codec {

namespace {

constexpr std::size_t max_label_bytes = 63;   // RFC 1035 section 2.3.4
constexpr std::size_t max_domain_bytes = 255; // RFC 5321 section 4.5.3.1.2
constexpr std::size_t max_shown_bytes = 80;

// Letters, digits and hyphens (RFC 5321 section 4.1.2), and the underscore that names in use have.
bool is_label_char(char c) noexcept {
    const char small = to_lower(c);
    return (small >= 'a' && small <= 'z') || is_digit(c) || c == '-' || c == '_';
}

bool is_label(std::string_view label) noexcept {
    return !label.empty() && label.size() <= max_label_bytes && std::ranges::all_of(label, is_label_char);
}

bool is_ascii_domain(std::string_view domain) {
    return domain.size() <= max_domain_bytes && std::ranges::all_of(split(domain, '.'), is_label);
}

bool has_a_label(std::string_view domain) {
    return std::ranges::any_of(split(domain, '.'), [](auto label) { return istarts_with(label, "xn--"); });
}

auto refused(std::string_view domain, std::string_view why) {
    const std::string_view cut = domain.size() > max_shown_bytes ? "..." : "";
    return fail(ErrorKind::data,
                fmt::format("\"{}{}\" is not a domain: {}", domain.substr(0, max_shown_bytes), cut, why));
}

std::string_view why_not(std::string_view domain) {
    if (domain.empty())
        return "it is empty";
    if (domain.size() > max_domain_bytes)
        return "it is over 255 octets long";
    if (domain.front() == '.' || domain.back() == '.' || domain.find("..") != std::string_view::npos)
        return "a dot stands at its start, at its end or beside another";
    return "a label holds other characters than letters, digits, '-' and '_', or is over 63 octets long";
}

// What is used of libidn2.
struct Idn2 {
    decltype(idn2_to_ascii_8z)* to_ascii;
    decltype(idn2_free)* release;
    decltype(idn2_strerror)* explain;
};

#ifdef PH_IDN2_INSIDE // a static program can load nothing
Result<Idn2> load_idn2() { return Idn2{idn2_to_ascii_8z, idn2_free, idn2_strerror}; }
#else
Result<Idn2> load_idn2() {
    PH_ASSIGN(const auto library, SharedLibrary::open(PH_IDN2_SONAME));
    const Idn2 functions{library.find<decltype(idn2_to_ascii_8z)>("idn2_to_ascii_8z"),
                         library.find<decltype(idn2_free)>("idn2_free"),
                         library.find<decltype(idn2_strerror)>("idn2_strerror")};
    if (functions.to_ascii == nullptr || functions.release == nullptr || functions.explain == nullptr)
        return fail(ErrorKind::internal,
                    PH_IDN2_SONAME " lacks a function that converts domains; install another version");
    return functions;
}
#endif

Result<std::string> a_labels(std::string_view domain) {
    PH_ASSIGN(const auto idn, load_idn2());
    char* converted = nullptr;
    const int code = idn.to_ascii(std::string(domain).c_str(), &converted, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    const std::unique_ptr<char, void (*)(void*)> owner(converted, idn.release);
    if (code != IDN2_OK)
        return refused(domain, idn.explain(code));
    return std::string(converted);
}

} // namespace

Result<std::string> domain_to_ascii(std::string_view domain) {
    const bool plain = is_ascii(domain);
    if (plain && !is_ascii_domain(domain))
        return refused(domain, why_not(domain));
    if (plain && !has_a_label(domain))
        return std::string(domain);
    if (domain.find('\0') != std::string_view::npos || !is_utf8(domain))
        return refused(domain, "it is not UTF-8 text");

    PH_ASSIGN(std::string ascii, a_labels(domain));
    if (!is_ascii_domain(ascii))
        return refused(domain, why_not(ascii));
    return ascii;
}

} // namespace posthaste::codec
