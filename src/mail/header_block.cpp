// SPDX-License-Identifier: MIT
#include "field_line.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/header_block.hpp>

#include <algorithm>
#include <cassert>
#include <fmt/format.h>

namespace posthaste::mail {

namespace {

constexpr std::size_t max_shown_bytes = 60;

auto refused(std::string_view line, std::string_view why) {
    return fail(ErrorKind::data, fmt::format("header line \"{}\" {}", line.substr(0, max_shown_bytes), why));
}

// CR and LF only as CRLF before a space or TAB; no NUL.
[[maybe_unused]] bool is_folded_text(std::string_view body) noexcept {
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (body[i] == '\0' || body[i] == '\n')
            return false;
        if (body[i] != '\r')
            continue;
        if (i + 2 >= body.size() || body[i + 1] != '\n' || !is_space(body[i + 2]))
            return false;
        ++i;
    }
    return true;
}

HeaderField make_field(std::string_view name, std::string_view body) {
    assert(kind_of_line(fmt::format("{}:", name)) == LineKind::field && is_folded_text(body));
    return {std::string(name), fmt::format("{}: {}\r\n", name, body)};
}

} // namespace

std::string_view HeaderField::body() const noexcept {
    std::string_view text = raw;
    text.remove_prefix(std::min(text.find(':') + 1, text.size()));
    text.remove_suffix(text.ends_with("\r\n") ? 2 : 0);
    return text;
}

Result<HeaderBlock> HeaderBlock::parse(std::string_view bytes) {
    HeaderBlock block;
    while (!bytes.empty()) {
        const auto end = bytes.find("\r\n");
        if (end == std::string_view::npos)
            return refused(bytes, "does not end in CRLF");
        const auto line = bytes.substr(0, end);
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
            return refused(line, "holds a CR, LF or NUL");
        const bool continuation = line.starts_with(' ') || line.starts_with('\t');
        if (continuation ? block.fields_.empty() : kind_of_line(line) != LineKind::field)
            return refused(line, "is no field: it has no name and colon");
        if (!continuation)
            block.fields_.push_back({std::string(trim(line.substr(0, line.find(':')))), {}});
        block.fields_.back().raw.append(bytes.substr(0, end + 2));
        bytes.remove_prefix(end + 2);
    }
    return block;
}

bool HeaderBlock::has(std::string_view name) const noexcept {
    return std::ranges::any_of(fields_, [name](const auto& field) { return iequals(field.name, name); });
}

std::vector<const HeaderField*> HeaderBlock::all(std::string_view name) const {
    std::vector<const HeaderField*> found;
    for (const auto& field : fields_)
        if (iequals(field.name, name))
            found.push_back(&field);
    return found;
}

void HeaderBlock::prepend(std::string_view name, std::string_view body) {
    fields_.insert(fields_.begin(), make_field(name, body));
}

void HeaderBlock::append(std::string_view name, std::string_view body) { fields_.push_back(make_field(name, body)); }

void HeaderBlock::set(std::string_view name, std::string_view body) {
    const auto place = std::ranges::find_if(fields_, [name](const auto& field) { return iequals(field.name, name); });
    if (place == fields_.end())
        append(name, body);
    else
        *place = make_field(place->name, body);
}

void HeaderBlock::set_raw(std::size_t index, std::string raw) {
    assert(raw.starts_with(fields_[index].name) && raw.ends_with("\r\n"));
    fields_[index].raw = std::move(raw);
}

std::size_t HeaderBlock::remove(std::string_view name) {
    return std::erase_if(fields_, [name](const auto& field) { return iequals(field.name, name); });
}

std::string HeaderBlock::wire() const {
    std::string out;
    for (const auto& field : fields_)
        out += field.raw;
    return out;
}

} // namespace posthaste::mail
