// SPDX-License-Identifier: MIT
#include "measuring_sink.hpp"
#include "part_kind.hpp"
#include "part_reader.hpp"
#include "signature.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/reencode.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace posthaste::mail {

namespace {

constexpr std::string_view encoding_field = "Content-Transfer-Encoding";

// Where a header stands.
struct Place {
    bool message = false;   // of a message, the one sent or one in it; else of a part
    bool in_digest = false; // of a multipart/digest
    bool outermost = false;
};

struct Entity {
    Place place;
    PartKind kind;
    HeaderBlock header;
    HeaderEnd end = HeaderEnd::blank_line;
    std::string bytes;   // the header as it came
    bool parsed = false; // else header is empty
};

std::string_view name_of(Recoding recoding) noexcept {
    return recoding == Recoding::quoted_printable ? "quoted-printable" : "base64";
}

Recoding recoding_for(const PartKind& kind) noexcept {
    if (kind.encoding == TransferEncoding::quoted_printable)
        return Recoding::wrap_quoted_printable;
    if (kind.encoding == TransferEncoding::base64)
        return Recoding::wrap_base64;
    return kind.treatment == Treatment::text ? Recoding::quoted_printable : Recoding::base64;
}

// Without MIME-Version no field of MIME need be heeded (RFC 2045 section 4).
void declare_mime(Entity& entity) {
    if (entity.place.message && !entity.header.has("MIME-Version"))
        entity.header.append("MIME-Version", "1.0");
}

void set_encoding(Entity& entity, std::string_view name) {
    declare_mime(entity);
    entity.header.set(encoding_field, name);
}

// What an unlabelled text is, for a text that gets a label because it is encoded (RFC 1428 section 3).
void name_charset(Entity& entity, const ContentFacts& facts) {
    declare_mime(entity);
    if (!entity.kind.has_type && (entity.place.message || facts.eight_bit()))
        entity.header.append("Content-Type",
                             facts.is_utf8() ? "text/plain; charset=UTF-8" : "text/plain; charset=unknown-8bit");
}

class Reencoder {
  public:
    Reencoder(int fd, std::uint64_t size_bytes, ReencodeNeeds needs, ByteSink& sink)
        : fd_(fd), needs_(needs), reader_(fd, size_bytes), sink_(sink) {}

    Result<MessageFacts> run();

  private:
    Status entity(Place place);
    Result<Entity> read_entity(Place place);
    Status mend_header(Entity& entity) const;
    void lower_label(Entity& entity) const;
    Status write_header(const Entity& entity);
    Status open_multipart(Entity& entity);
    Status leaf(Entity& entity);
    Result<Recoding> choose(const Entity& entity, const Content& content) const;
    Status text_outside(std::string_view where);
    Status delimiter(const Delimiter& delimiter);

    int fd_;
    ReencodeNeeds needs_;
    PartReader reader_;
    MeasuringSink sink_;
    std::optional<Place> next_; // a header comes now; none: a delimiter, or the end
};

// No recursion: what is open stands in the reader's boundaries, and a message in a message needs no more.
Result<MessageFacts> Reencoder::run() {
    next_ = Place{true, false, true};
    std::optional<Delimiter> found;
    do {
        PH_TRY(found ? delimiter(*found) : Status{});
        while (const auto place = std::exchange(next_, std::nullopt))
            PH_TRY(entity(*place));
        found = reader_.take_delimiter();
    } while (found);
    return sink_.facts();
}

Status Reencoder::entity(Place place) {
    PH_ASSIGN(Entity entity, read_entity(place));
    PH_TRY(mend_header(entity));
    if (entity.end == HeaderEnd::part_end)
        return write_header(entity);
    switch (entity.kind.treatment) {
    case Treatment::multipart:
        return open_multipart(entity);
    case Treatment::message:
        lower_label(entity);
        next_ = Place{true, false, false};
        return write_header(entity);
    case Treatment::text:
    case Treatment::other:
    case Treatment::untouched:
        break;
    }
    return leaf(entity);
}

Result<Entity> Reencoder::read_entity(Place place) {
    PH_ASSIGN(PartHeader header, reader_.header());
    Entity entity{place, {}, {}, header.end, std::move(header.bytes), false};
    auto block = HeaderBlock::parse(entity.bytes);
    if (!block || header.end == HeaderEnd::no_field) {
        entity.kind = untouched_part("has a header with a line that is no field: put a blank line after the header");
        return entity;
    }
    entity.header = *std::move(block);
    entity.parsed = true;
    entity.kind = kind_of_part(entity.header, place.in_digest);
    if (entity.kind.treatment == Treatment::multipart && !reader_.boundaries().can_open(entity.kind.boundary))
        entity.kind = untouched_part("is a multipart with the boundary of one that it is in: give it another");
    return entity;
}

// The header of a part that must not be touched is part of what is signed, but that of a message never is by MIME.
Status Reencoder::mend_header(Entity& entity) const {
    if (entity.parsed && (entity.place.message || entity.kind.treatment != Treatment::untouched))
        return reencode_header(entity.header, entity.place.outermost ? needs_.ascii_header : needs_.seven_bit);
    ContentFacts facts;
    facts.note_lines(entity.bytes);
    const auto complaint = facts.complaint(needs_.seven_bit);
    if (!complaint.empty())
        return fail(ErrorKind::data,
                    fmt::format("{} in the header of a part that {}", complaint, entity.kind.why_untouched));
    return {};
}

// A label above what the wire carries has to come down, and with it that of what it is in (RFC 2045 section 6.4).
void Reencoder::lower_label(Entity& entity) const {
    const bool binary = entity.kind.encoding == TransferEncoding::binary;
    if (needs_.seven_bit && (binary || entity.kind.encoding == TransferEncoding::eight_bit))
        set_encoding(entity, "7bit");
    else if (binary)
        set_encoding(entity, "8bit");
}

Status Reencoder::write_header(const Entity& entity) {
    std::string bytes = entity.parsed ? entity.header.wire() : entity.bytes;
    if (entity.end == HeaderEnd::blank_line)
        bytes += "\r\n";
    return entity.place.outermost ? sink_.write_header(bytes) : sink_.write(bytes);
}

Status Reencoder::open_multipart(Entity& entity) {
    if (reader_.boundaries().depth() == Boundaries::max_depth)
        return fail(ErrorKind::data, fmt::format("the message is nested over {} parts deep, which cannot be encoded",
                                                 Boundaries::max_depth));
    lower_label(entity);
    PH_TRY(write_header(entity));
    reader_.boundaries().open(entity.kind.boundary, entity.kind.digest);
    return text_outside("before the first part");
}

Status Reencoder::leaf(Entity& entity) {
    PH_ASSIGN(const Content content, reader_.content());
    PH_ASSIGN(const Recoding recoding, choose(entity, content));
    if (recoding == Recoding::quoted_printable || recoding == Recoding::base64) {
        name_charset(entity, content.facts);
        set_encoding(entity, name_of(recoding));
    } else if (recoding == Recoding::none && entity.kind.treatment != Treatment::untouched) {
        lower_label(entity);
    }
    PH_TRY(write_header(entity));
    PH_TRY(write_content(fd_, content.range, recoding, sink_));
    const bool rewrapped = recoding == Recoding::base64 || recoding == Recoding::wrap_base64;
    // Base64 at the end of the file has no delimiter after it to end its last line.
    return content.line_end || rewrapped ? sink_.write("\r\n") : Status{};
}

Result<Recoding> Reencoder::choose(const Entity& entity, const Content& content) const {
    const auto complaint = content.facts.complaint(needs_.seven_bit);
    if (complaint.empty())
        return Recoding::none;
    if (entity.kind.treatment == Treatment::untouched)
        return fail(ErrorKind::data,
                    fmt::format("{} in {} that {}", complaint, entity.place.outermost ? "a message" : "a part",
                                entity.kind.why_untouched));
    if (content.doubtful)
        return fail(ErrorKind::data,
                    fmt::format("{} in a part where a line begins with a boundary and goes on: choose a "
                                "boundary that the text does not hold",
                                complaint));
    return recoding_for(entity.kind);
}

Status Reencoder::text_outside(std::string_view where) {
    PH_ASSIGN(const Content content, reader_.content());
    const auto complaint = content.facts.complaint(needs_.seven_bit);
    if (!complaint.empty())
        return fail(ErrorKind::data, fmt::format("{} in the text {} of a multipart, which cannot be encoded: remove it",
                                                 complaint, where));
    PH_TRY(write_content(fd_, content.range, Recoding::none, sink_));
    return content.line_end ? sink_.write("\r\n") : Status{};
}

Status Reencoder::delimiter(const Delimiter& delimiter) {
    Boundaries& boundaries = reader_.boundaries();
    PH_TRY(sink_.write(delimiter.line));
    boundaries.close_down_to(delimiter.level + (delimiter.closes ? 0 : 1));
    if (delimiter.closes)
        return text_outside("after the last part");
    next_ = Place{false, boundaries.digest(delimiter.level), false};
    return {};
}

Status refuse_signed(int fd, std::uint64_t size_bytes) {
    PH_ASSIGN(const PartHeader bytes, PartReader(fd, size_bytes).header());
    PH_ASSIGN(const HeaderBlock header, HeaderBlock::parse(bytes.bytes));
    if (const auto* field = signature_field(header))
        return fail(ErrorKind::data,
                    fmt::format("the message is signed ({}) and must not be changed: encode it before it is signed, "
                                "or use another server",
                                field->name));
    return {};
}

} // namespace

bool needs_reencoding(const MessageFacts& facts, ReencodeNeeds needs) noexcept {
    return facts.has_nul || facts.longest_line_bytes > max_line_bytes || (needs.seven_bit && facts.body_eight_bit) ||
           (needs.ascii_header && facts.header_eight_bit);
}

Result<MessageFacts> reencode(int content_fd, const MessageFacts& facts, ReencodeNeeds needs, ByteSink& sink) {
    PH_TRY(refuse_signed(content_fd, facts.size_bytes));
    PH_ASSIGN(MessageFacts out, Reencoder(content_fd, facts.size_bytes, needs, sink).run());
    if (needs_reencoding(out, needs))
        return fail(ErrorKind::internal, "the message was encoded and still cannot be sent");
    out.had_bare_cr = facts.had_bare_cr;
    out.text_after_dot = facts.text_after_dot;
    return out;
}

} // namespace posthaste::mail
