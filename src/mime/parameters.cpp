// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/encoded_word.hpp>
#include <posthaste/codec/percent.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mime/parameters.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::mime {

namespace {

// A line begins with a space, and ends with a semicolon where a further parameter comes.
constexpr std::size_t max_piece_bytes = 78 - std::string_view(" ;").size();

// Less than the token of RFC 2045 section 5.1: the rest is safe in quotes everywhere.
bool is_token(std::string_view value) noexcept {
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '.' || c == '_' ||
               c == '+';
    });
}

// Nothing in it that some reader takes for something else: '%' is decoded by some, an encoded-word by many, white space
// at an end is lost.
bool is_quotable(std::string_view value) noexcept {
    return is_ascii(value) && !has_control(value) && value.find_first_of("\"\\%") == std::string_view::npos &&
           !value.contains("=?") && trim(value) == value;
}

using Sections = std::vector<std::string>; // each in a line, with semicolons between them

Sections quoted_sections(std::string_view name, std::string_view value) {
    Sections pieces;
    while (!value.empty()) {
        const std::string head = fmt::format("{}*{}=", name, pieces.size());
        const auto part = value.substr(0, max_piece_bytes - head.size() - 2);
        pieces.push_back(fmt::format("{}\"{}\"", head, part));
        value.remove_prefix(part.size());
    }
    return pieces;
}

// RFC 2231 section 4.1. No character is put apart, though only its octets must not be (QUIRK: most readers).
Sections extended_sections(std::string_view name, std::string_view value) {
    const std::string_view charset = codec::is_utf8(value) ? "UTF-8''" : "unknown-8bit''";
    const std::string whole = fmt::format("{}*={}{}", name, charset, codec::percent_encode(value));
    if (whole.size() <= max_piece_bytes)
        return {whole};
    Sections pieces = {fmt::format("{}*0*={}", name, charset)};
    while (!value.empty()) {
        const auto character = codec::first_character(value);
        const std::string text = codec::percent_encode(character);
        if (pieces.back().size() + text.size() > max_piece_bytes)
            pieces.push_back(fmt::format("{}*{}*=", name, pieces.size()));
        pieces.back() += text;
        value.remove_prefix(character.size());
    }
    return pieces;
}

Sections sections_of(std::string_view name, std::string_view value) {
    if (is_token(value) && name.size() + 1 + value.size() <= max_piece_bytes)
        return {fmt::format("{}={}", name, value)};
    if (!is_quotable(value))
        return extended_sections(name, value);
    const std::string whole = fmt::format("{}=\"{}\"", name, value);
    return whole.size() <= max_piece_bytes ? Sections{whole} : quoted_sections(name, value);
}

// body gets pieces, in its last line as long as that has room.
void append(std::string& body, std::string_view field_name, const Sections& pieces) {
    for (const auto& piece : pieces) {
        const auto line = body.rfind('\n');
        const std::size_t used =
            line == std::string::npos ? field_name.size() + 2 + body.size() : body.size() - line - 1;
        body += used + piece.size() + std::string_view("; ;").size() <= 78 ? "; " : ";\r\n ";
        body += piece;
    }
}

// The name in encoded-words, as one quoted-string: a fold in it is white space between two words, which means nothing.
std::string fallback_name(std::string_view name) {
    constexpr std::string_view before = " name=\"", after = "\";";
    constexpr codec::WordRoom room{76 - before.size() - after.size(), 75 - after.size()};
    return fmt::format("name=\"{}\"", codec::encode_words(name, room));
}

} // namespace

std::string parameter(std::string_view name, std::string_view value) {
    std::string out;
    for (const auto& piece : sections_of(name, value))
        out += fmt::format(";\r\n {}", piece);
    return out;
}

Field parameter_field(std::string_view field_name, std::string_view value, const std::vector<Parameter>& parameters) {
    Field field{std::string(field_name), std::string(value)};
    for (const auto& each : parameters)
        append(field.body, field_name, sections_of(each.name, each.value));
    return field;
}

std::vector<Field> file_fields(std::string_view type, std::string_view disposition, std::string_view name) {
    Field content_type{"Content-Type", std::string(type)};
    Field content_disposition{"Content-Disposition", std::string(disposition)};
    if (!name.empty()) {
        const auto pieces = sections_of("filename", name);
        if (pieces.size() > 1 || pieces.front().starts_with("filename*"))
            content_type.body += fmt::format(";\r\n {}", fallback_name(name));
        append(content_disposition.body, content_disposition.name, pieces);
    }
    return {std::move(content_type), std::move(content_disposition)};
}

Result<std::string> file_name(std::string_view given) {
    const auto name = given.substr(given.rfind('/') + 1); // npos + 1 is the beginning
    const auto control = std::ranges::find_if(name, is_control);
    if (control != name.end())
        return fail(ErrorKind::usage, fmt::format("the name \"{}\" of an attachment holds a control character "
                                                  "(\\x{:02X}): give another by --attach-name",
                                                  name, static_cast<unsigned char>(*control)));
    if (name.empty() || name == "." || name == "..")
        return fail(ErrorKind::usage,
                    fmt::format("\"{}\" is no name for an attachment: give one by --attach-name", given));
    return std::string(name);
}

} // namespace posthaste::mime
