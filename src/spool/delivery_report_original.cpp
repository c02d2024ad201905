// SPDX-License-Identifier: MIT
#include "delivery_report_parts.hpp"

#include <posthaste/base/descriptors.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/codec/quoted_printable.hpp>

#include <algorithm>
#include <span>

namespace posthaste::spool {

namespace {

constexpr std::uint64_t max_returned_bytes = 10UZ * 1024 * 1024;
constexpr std::size_t max_header_bytes = 256UZ * 1024; // a To of megabytes need not travel twice
constexpr std::size_t max_line_bytes = 998;            // RFC 5321 section 4.5.3.1.6

Result<std::string> read_header(const mail::PreparedMessage& message) {
    std::string header(message.facts.header_bytes, '\0');
    for (std::size_t filled = 0; filled < header.size();) {
        PH_ASSIGN(const auto count, pread_some(message.content.get(), std::span(header).subspan(filled), filled));
        if (count == 0)
            return fail(ErrorKind::io, "the file of the message is shorter than it was");
        filled += count;
    }
    if (header.ends_with("\r\n")) // the blank line
        header.erase(header.size() - 2);
    return header;
}

// Those that there is room for: a long one does not keep out the Subject behind it.
void choose_fields(Returned& returned) {
    for (const auto& field : returned.header.fields()) {
        if (returned.header_text.size() + field.raw.size() > max_header_bytes)
            returned.shortened = true;
        else
            returned.header_text += field.raw;
    }
}

std::string_view why_not_whole(const mail::PreparedMessage& original) {
    if (original.envelope.require_tls) // RFC 8689 section 5
        return "a message that asks for TLS on all of its way is not returned whole";
    if (original.facts.size_bytes > max_returned_bytes)
        return "the message is larger than 10 MiB";
    if (original.facts.has_nul || original.facts.longest_line_bytes > max_line_bytes)
        return "the message has NUL in it, or lines longer than mail can carry";
    return {};
}

bool has_long_line(std::string_view text) {
    return std::ranges::any_of(split(text, '\n'),
                               [](auto line) { return line.size() > max_line_bytes + (line.ends_with('\r') ? 1 : 0); });
}

mime::Part labelled(std::string_view type, std::string_view encoding) {
    mime::Part part;
    part.fields.push_back({"Content-Type", std::string(type)});
    part.fields.push_back({"Content-Transfer-Encoding", std::string(encoding)});
    return part;
}

// RFC 2046 section 5.2.1: never encoded. Whether 8 bits pass is known when it is sent, and settled then.
Result<mime::Part> whole_part(const DeliveryReport& report) {
    const auto& [envelope, facts, content] = report.original;
    const bool utf8 = needs_smtp_utf8(report) && facts.header_eight_bit && facts.header_is_utf8;
    auto part = labelled(utf8 ? "message/global" : "message/rfc822",
                         facts.header_eight_bit || facts.body_eight_bit ? "8bit" : "7bit");
    PH_ASSIGN(Fd file, duplicate(content.get()));
    part.content.emplace_back(mime::FileOctets{.file = std::move(file),
                                               .name = "the message",
                                               .form = mime::OctetForm::as_is,
                                               .size_bytes = facts.size_bytes,
                                               .beginning_only = true});
    return part;
}

} // namespace

Result<Returned> look_at_original(const DeliveryReport& report) {
    PH_ASSIGN(const auto bytes, read_header(report.original));
    Returned returned;
    if (auto header = mail::HeaderBlock::parse(bytes)) // else the sender is told all the same
        returned.header = *std::move(header);
    if (report.kind == ReportKind::failed && report.original.envelope.dsn_return == mail::DsnReturn::full) {
        returned.why_not_whole = why_not_whole(report.original);
        returned.whole = returned.why_not_whole.empty();
    }
    if (!returned.whole)
        choose_fields(returned);
    return returned;
}

Result<std::optional<mime::Part>> original_part(const DeliveryReport& report, const Returned& returned) {
    if (returned.whole)
        return whole_part(report);
    const std::string_view text = returned.header_text;
    if (text.empty())
        return std::nullopt;
    if (needs_smtp_utf8(report) && !is_ascii(text) && report.original.facts.header_is_utf8 && !has_long_line(text)) {
        auto part = labelled("message/global-headers", "8bit"); // RFC 6533 section 4.3
        part.content.emplace_back(std::string(text));
        return part;
    }
    return encoded_text("text/rfc822-headers", text);
}

// RFC 6522 section 4: a header that is not legal in 7 bits may be quoted-printable.
mime::Part encoded_text(std::string_view type, std::string_view text) {
    const bool plain = is_ascii(text) && !has_long_line(text);
    auto part = labelled(type, plain ? "7bit" : "quoted-printable");
    std::string content;
    if (plain) {
        content = text;
    } else {
        codec::QuotedPrintableEncoder encoder;
        encoder.feed(text, content);
        encoder.finish(content);
    }
    part.content.emplace_back(std::move(content));
    return part;
}

} // namespace posthaste::spool
