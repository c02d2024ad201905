// SPDX-License-Identifier: MIT
#include "field_words.hpp"
#include "line_reader.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/reencode.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::mail {

namespace {

enum class FieldKind : std::uint8_t { unstructured, addresses, parameters, other };

// RFC 5322 section 3.6.5, RFC 2045 section 8, and what no standard says more of.
constexpr std::array<std::string_view, 5> unstructured_fields = {"Subject", "Comments", "Content-Description",
                                                                 "Organization", "Thread-Topic"};
constexpr std::array<std::string_view, 11> address_fields = {
    "From",      "Sender",        "Reply-To",        "To", "Cc", "Resent-From", "Resent-Sender", "Resent-To",
    "Resent-Cc", "Mail-Reply-To", "Mail-Followup-To"};
constexpr std::array<std::string_view, 2> parameter_fields = {"Content-Type", "Content-Disposition"};

FieldKind kind_of(std::string_view name) noexcept {
    const auto is_it = [name](std::string_view other) { return iequals(name, other); };
    if (std::ranges::any_of(unstructured_fields, is_it) || istarts_with(name, "X-"))
        return FieldKind::unstructured;
    if (std::ranges::any_of(address_fields, is_it))
        return FieldKind::addresses;
    return std::ranges::any_of(parameter_fields, is_it) ? FieldKind::parameters : FieldKind::other;
}

bool has_long_line(std::string_view raw) {
    return std::ranges::any_of(split(raw, '\n'), [](auto line) { return line.size() > max_line_bytes + 1; }); // its CR
}

auto cannot(const HeaderField& field, std::string_view why) {
    return fail(ErrorKind::data, fmt::format("the header field {} {}", field.name, why));
}

Result<std::string> mended_body(const HeaderField& field, bool is_long) {
    switch (kind_of(field.name)) {
    case FieldKind::unstructured:
        if (is_ascii(field.body()) && !iequals(field.name, "Subject") && !iequals(field.name, "Comments"))
            break; // a long word in it may be meant for a program, which would not decode it
        return encode_unstructured(field.name, field.body());
    case FieldKind::addresses: {
        auto body = encode_display_names(field.name, field.body());
        return body && is_long ? space_commas(*body) : body;
    }
    case FieldKind::parameters:
        return encode_parameters(field.body());
    case FieldKind::other:
        break;
    }
    return std::string(field.body());
}

bool fits(std::string_view raw, bool ascii) { return !has_long_line(raw) && (!ascii || is_ascii(raw)); }

Result<std::string> mended(const HeaderField& field, bool ascii) {
    std::string raw = fold_long_lines(field.raw);
    if (fits(raw, ascii))
        return raw;
    if (!codec::is_utf8(field.raw))
        return cannot(field, "holds 8-bit characters that are not UTF-8: encode them (RFC 2047)");
    auto body = mended_body(field, has_long_line(raw));
    if (!body)
        return with_context(fmt::format("the header field {} cannot be encoded", field.name), body.error());
    raw = fold_long_lines(fmt::format("{}{}\r\n", field.raw.substr(0, field.raw.find(':') + 1), *body));
    if (fits(raw, ascii))
        return raw;
    if (has_long_line(raw))
        return cannot(field,
                      fmt::format("has a line of over {} octets that cannot be folded: shorten it", max_line_bytes));
    return cannot(field,
                  "holds 8-bit characters where RFC 2047 has no way to encode them, and the server does not take "
                  "them: use ASCII there");
}

} // namespace

Status reencode_header(HeaderBlock& header, bool ascii) {
    for (std::size_t at = 0; at < header.fields().size(); ++at) {
        const HeaderField& field = header.fields()[at];
        if (fits(field.raw, ascii))
            continue;
        PH_ASSIGN(std::string raw, mended(field, ascii));
        header.set_raw(at, std::move(raw));
    }
    return {};
}

} // namespace posthaste::mail
