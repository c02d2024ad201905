// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/mime/protected_header.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string_view>

namespace posthaste::mime {

namespace {

constexpr std::size_t max_line_bytes = 78; // RFC 5322 section 2.1.1

// Structural fields (RFC 9788 section 1.1.1) say what the content is, and have their place with it.
bool is_structural(std::string_view name) { return istarts_with(name, "Content-") || iequals(name, "MIME-Version"); }

bool is_blind(std::string_view name) { return iequals(name, "Bcc") || iequals(name, "Resent-Bcc"); }

// RFC 9788 section 3.2.1, hcp_baseline; nothing: left out.
std::optional<Field> confidential(const Field& field) {
    if (iequals(field.name, "Subject"))
        return Field{field.name, "[...]"};
    if (iequals(field.name, "Comments") || iequals(field.name, "Keywords"))
        return std::nullopt;
    return field;
}

// The value is that of the outer field once both are unfolded; the name in front must not make its first line too long.
Field record_of(const Field& outer) {
    const auto first_line = std::string_view(outer.body).substr(0, outer.body.find('\r'));
    const bool fits = std::string_view("HP-Outer: : ").size() + outer.name.size() + first_line.size() <= max_line_bytes;
    return {"HP-Outer", fmt::format("{}:{}{}", outer.name, fits ? " " : "\r\n ", outer.body)};
}

// hp tells readers of RFC 9788 what was meant, and a signature alone does not say whether it was encrypted by the
// sender; protected-headers is draft-autocrypt-lamps-protected-headers.
void mark(Part& part, std::string_view hp) {
    auto field = std::ranges::find_if(part.fields, [](const Field& f) { return iequals(f.name, "Content-Type"); });
    if (field == part.fields.end())
        field = part.fields.insert(field, {"Content-Type", "text/plain; charset=us-ascii"}); // RFC 2045 section 5.2
    field->body += fmt::format(";\r\n protected-headers=\"v1\"; hp=\"{}\"", hp);
}

} // namespace

Result<ProtectedHeader> protect_header(Part content, const std::vector<Field>& fields, Protection protection) {
    if (std::ranges::none_of(fields, [](const Field& field) { return iequals(field.name, "From"); }))
        return fail(ErrorKind::internal, "a header without From cannot be protected");
    const bool encrypting = protection == Protection::encrypting;
    ProtectedHeader result;
    std::vector<Field> inner, records;
    for (const auto& field : fields) {
        const bool copied = !is_structural(field.name) && !is_blind(field.name);
        if (copied)
            inner.push_back(field);
        auto outer = encrypting && copied ? confidential(field) : field;
        if (!outer)
            continue;
        if (encrypting && copied)
            records.push_back(record_of(*outer));
        result.outer.push_back(*std::move(outer));
    }
    inner.insert(inner.end(), records.begin(), records.end());
    mark(content, encrypting ? "cipher" : "clear");
    inner.insert(inner.end(), std::make_move_iterator(content.fields.begin()),
                 std::make_move_iterator(content.fields.end()));
    content.fields = std::move(inner);
    result.content = std::move(content);
    return result;
}

} // namespace posthaste::mime
