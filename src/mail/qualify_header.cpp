// SPDX-License-Identifier: MIT
#include "qualify_header.hpp"

#include "signature.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/address_list.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>

namespace posthaste::mail {

namespace {

constexpr std::array<std::string_view, 5> address_fields = {"From", "Sender", "Reply-To", "To", "Cc"};
constexpr std::string_view resent = "Resent-";

// In a whole header: nobody writes that many, and each takes more memory than it has octets.
constexpr std::size_t max_names = 1000;

bool names_people(std::string_view name) {
    if (istarts_with(name, resent))
        name.remove_prefix(resent.size());
    return std::ranges::any_of(address_fields, [name](auto known) { return iequals(name, known); });
}

// RFC 5322 section 2.1.1: what no server takes is worse than a bare name.
bool fits(std::string_view raw) {
    constexpr std::size_t max_line_bytes = 998;
    const auto lines = split(raw, '\n');
    return std::ranges::all_of(lines, [](auto line) { return line.size() <= max_line_bytes + 1; }); // with its CR
}

} // namespace

void qualify_header(HeaderBlock& header, std::string_view domain) {
    if (domain.empty() || signature_field(header) != nullptr)
        return;
    std::size_t names_left = max_names;
    for (std::size_t i = 0; i < header.fields().size(); ++i) {
        const auto& field = header.fields()[i];
        if (!names_people(field.name))
            continue;
        const auto ends = bare_name_ends(field.body(), names_left);
        if (!ends || ends->empty())
            continue;
        names_left -= ends->size();
        const auto body_begin = field.raw.find(':') + 1;
        std::string raw;
        std::size_t done = 0;
        for (const auto end : *ends) {
            raw += fmt::format("{}@{}", std::string_view(field.raw).substr(done, body_begin + end - done), domain);
            done = body_begin + end;
        }
        raw += std::string_view(field.raw).substr(done);
        if (fits(raw))
            header.set_raw(i, std::move(raw));
    }
}

} // namespace posthaste::mail
