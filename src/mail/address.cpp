// SPDX-License-Identifier: MIT
#include "address_parser.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/idna.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/address.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::mail {

namespace {

constexpr std::size_t max_shown_bytes = 60;

auto refused(std::string_view what, std::string_view text, std::string_view why) {
    const std::string_view cut = text.size() > max_shown_bytes ? "..." : "";
    return fail(ErrorKind::data, fmt::format("{} \"{}{}\" {}", what, text.substr(0, max_shown_bytes), cut, why));
}

// "[127.0.0.1]", "[IPv6:::1]": dcontent of RFC 5321 section 4.1.3 is printable ASCII without brackets and backslash.
bool is_domain_literal(std::string_view domain) noexcept {
    if (domain.size() < 3 || domain.front() != '[' || domain.back() != ']')
        return false;
    return std::ranges::all_of(domain.substr(1, domain.size() - 2),
                               [](char c) { return c >= '!' && c <= '~' && c != '[' && c != ']' && c != '\\'; });
}

// Dot-string of RFC 5321 section 4.1.2, with the UTF-8 of RFC 6531.
bool is_dot_string(std::string_view local) {
    return std::ranges::all_of(split(local, '.'),
                               [](auto atom) { return !atom.empty() && std::ranges::all_of(atom, is_atom_char); });
}

std::string quoted(std::string_view local) {
    std::string out = "\"";
    for (const char c : local) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

} // namespace

Result<Address> Address::parse(std::string_view text) {
    if (has_control(text))
        return refused("address", text, "holds a control character");
    PH_ASSIGN(Mailbox mailbox, AddressParser(text).single());
    return std::move(mailbox.address);
}

Result<Address> Address::make(std::string local, std::string_view domain) {
    if (local.empty())
        return refused("address", fmt::format("@{}", domain), "has an empty local part");
    // RFC 5321 section 4.5.3.1 has 64 and 256 octets, and names in use are longer. A line that a server would cut must
    // never be sent: what is behind the cut would be a command.
    constexpr std::size_t max_bytes = 900;
    if (local.size() + domain.size() > max_bytes)
        return refused("address", local.substr(0, 40) + "...", "is too long");
    if (has_control(local))
        return refused("local part", local, "holds a control character");
    if (!codec::is_utf8(local))
        return refused("local part", local, "is not UTF-8");
    if (domain.empty() || is_domain_literal(domain))
        return Address(std::move(local), std::string(domain));
    PH_ASSIGN(std::string ascii, codec::domain_to_ascii(domain));
    return Address(std::move(local), std::move(ascii));
}

bool Address::is_ascii() const noexcept { return posthaste::is_ascii(local_); }

std::string Address::text() const {
    std::string out = is_dot_string(local_) ? local_ : quoted(local_);
    if (qualified())
        out += fmt::format("@{}", domain_);
    return out;
}

Address Address::qualified_with(std::string_view domain) const {
    if (qualified())
        return *this;
    return {local_, codec::domain_to_ascii(domain).value_or(std::string(domain))};
}

bool operator==(const Address& a, const Address& b) noexcept {
    return a.local_ == b.local_ && iequals(a.domain_, b.domain_);
}

} // namespace posthaste::mail
