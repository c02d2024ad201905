// SPDX-License-Identifier: MIT
#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mime/part.hpp>
#include <posthaste/mime/segment_source.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace posthaste::mime {

namespace {

// Text after text becomes one piece.
void add_text(std::vector<Segment>& segments, std::string_view text) {
    if (!segments.empty())
        if (auto* last = std::get_if<std::string>(&segments.back())) {
            last->append(text);
            return;
        }
    segments.emplace_back(std::string(text));
}

void add_segment(std::vector<Segment>& segments, Segment segment) {
    if (const auto* text = std::get_if<std::string>(&segment))
        add_text(segments, *text);
    else
        segments.push_back(std::move(segment));
}

void add_fields(std::vector<Segment>& segments, const std::vector<Field>& fields) {
    for (const auto& field : fields)
        add_text(segments, fmt::format("{}: {}\r\n", field.name, field.body));
    add_text(segments, "\r\n");
}

bool is_eight_bit(const Part& part) {
    return std::ranges::any_of(part.fields, [](const Field& field) {
        return field.name == "Content-Transfer-Encoding" && field.body == "8bit";
    });
}

// The depth is that of what we compose, a handful. NOLINTNEXTLINE(misc-no-recursion)
void add_content(std::vector<Segment>& segments, Part part) {
    for (auto& segment : part.content)
        add_segment(segments, std::move(segment));
    if (part.children.empty())
        return;
    // RFC 2046 section 5.1.1: the line end before a delimiter belongs to it, not to the part.
    std::string_view before;
    for (auto& child : part.children) {
        add_text(segments, fmt::format("{}--{}\r\n", before, part.boundary));
        add_fields(segments, child.fields);
        add_content(segments, std::move(child));
        before = "\r\n";
    }
    add_text(segments, fmt::format("\r\n--{}--\r\n", part.boundary));
}

} // namespace

Part make_multipart(std::string_view subtype, std::string_view parameters, std::vector<Part> children, IdSource& ids) {
    Part part;
    // "=_" cannot stand in quoted-printable or base64 (RFC 2045 section 6.7), and 130 random bits not in what we send;
    // all are of one length, so that none is the beginning of another.
    part.boundary = fmt::format("=_{}", ids.unique_id());
    part.fields.push_back(
        {"Content-Type", fmt::format("multipart/{}{};\r\n boundary=\"{}\"", subtype, parameters, part.boundary)});
    if (std::ranges::any_of(children, is_eight_bit)) // RFC 2045 section 6.4: what is in it, it is, too
        part.fields.push_back({"Content-Transfer-Encoding", "8bit"});
    part.children = std::move(children);
    return part;
}

std::vector<Segment> flatten(Part part) {
    std::vector<Segment> segments;
    add_fields(segments, part.fields);
    add_content(segments, std::move(part));
    return segments;
}

std::vector<Segment> flatten_content(Part part) {
    std::vector<Segment> segments;
    add_content(segments, std::move(part));
    return segments;
}

Result<Entity> write_entity(Part part) {
    constexpr std::size_t block_bytes = 64UZ * 1024;
    Entity entity;
    PH_ASSIGN(entity.file, open_unnamed_file(temporary_directories()));
    FdSink sink(entity.file.get(), "cannot keep a part of the message (TMPDIR, /var/tmp or /tmp)");
    SegmentSource source(flatten(std::move(part)));
    std::string block(block_bytes, '\0');
    for (;;) {
        PH_ASSIGN(const auto count, source.read(block));
        if (count == 0)
            return entity;
        PH_TRY(sink.write(std::string_view(block).substr(0, count)));
        entity.size_bytes += count;
    }
}

} // namespace posthaste::mime
