// SPDX-License-Identifier: MIT
#include "delivery_report_parts.hpp"

#include <posthaste/base/crypto_sink.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mail/date.hpp>
#include <posthaste/mail/intake.hpp>
#include <posthaste/mail/prepare.hpp>
#include <posthaste/mime/fields.hpp>
#include <posthaste/mime/segment_source.hpp>

#include <algorithm>
#include <cassert>
#include <span>

namespace posthaste::spool {

namespace {

class FixedId final : public IdSource {
  public:
    explicit FixedId(std::string id) : id_(std::move(id)) {}
    std::string unique_id() override { return id_; }

  private:
    std::string id_;
};

Result<mail::Address> daemon_at(std::string_view host) {
    if (!host.empty())
        if (auto address = mail::Address::make("MAILER-DAEMON", host))
            return address;
    return mail::Address::make("MAILER-DAEMON", "localhost");
}

Status write_content(const mail::PreparedMessage& message, ByteSink& sink) {
    std::string window(64UZ * 1024, '\0');
    for (std::uint64_t at = 0; at < message.facts.size_bytes;) {
        const auto wanted = std::min<std::uint64_t>(window.size(), message.facts.size_bytes - at);
        PH_ASSIGN(const auto count,
                  pread_some(message.content.get(), std::span(window).first(static_cast<std::size_t>(wanted)), at));
        if (count == 0)
            return fail(ErrorKind::io, "the file of the message is shorter than it was");
        PH_TRY(sink.write(std::string_view(window).substr(0, count)));
        at += count;
    }
    return {};
}

// The same for the same report, and nothing that is returned can hold its own digest: whoever wrote the message cannot
// end the part that it stands in.
Result<std::string> boundary_id(const DeliveryReport& report, const Returned& returned) {
    constexpr std::size_t octets = 16;
    Sha256Sink sink;
    PH_TRY(sink.write(report.id));
    if (returned.whole)
        PH_TRY(write_content(report.original, sink));
    else
        PH_TRY(sink.write(returned.header_text));
    PH_ASSIGN(const auto digest, sink.finish());
    return hex(std::string_view(digest).substr(0, octets));
}

Result<mime::Part> report_content(const DeliveryReport& report, const Returned& returned, std::string_view host) {
    std::vector<mime::Part> parts;
    parts.push_back(explanation_part(report, returned, host));
    parts.push_back(status_part(report, host));
    PH_ASSIGN(auto original, original_part(report, returned));
    if (original)
        parts.push_back(*std::move(original));
    PH_ASSIGN(auto id, boundary_id(report, returned));
    FixedId ids(std::move(id));
    return mime::make_multipart("report", "; report-type=delivery-status", std::move(parts), ids);
}

std::vector<mime::Field> report_fields(const DeliveryReport& report, const mail::HeaderBlock& original,
                                       const mail::Address& daemon, const mail::Address& sender) {
    FixedId ids(report.id);
    std::vector<mime::Field> fields;
    fields.push_back({"Date", mail::format_date(report.now, report.utc_offset)});
    fields.push_back(mime::address_field("From", {{"Mail Delivery System", daemon}}));
    fields.push_back(mime::address_field("To", {{"", sender}}));
    fields.push_back(subject_field(report.kind, original));
    fields.push_back({"Message-ID", mail::make_message_id(daemon.domain(), ids)});
    std::ranges::move(thread_fields(original), std::back_inserter(fields));
    fields.push_back({"Auto-Submitted", "auto-replied"}); // RFC 3834 section 5
    fields.push_back({"MIME-Version", "1.0"});
    return fields;
}

// By the way that every message goes, which finds what is true of it.
Status store(mime::Part part, const std::vector<std::string>& directories, mail::PreparedMessage& message) {
    mime::SegmentSource source(mime::flatten(std::move(part)));
    mail::Intake intake(source, mail::LoneDot::is_text);
    PH_ASSIGN(const auto header, intake.read_header());
    PH_ASSIGN(message.content, open_unnamed_file(directories));
    FdSink sink(message.content.get(), "cannot write the delivery report");
    PH_ASSIGN(const auto taken, intake.write(header, sink));
    message.facts = taken.facts;
    return {};
}

} // namespace

Result<mail::PreparedMessage> write_report(const DeliveryReport& report, const std::vector<std::string>& directories) {
    const auto& envelope = report.original.envelope;
    assert(envelope.sender && !report.recipients.empty());
    PH_ASSIGN(const auto daemon, daemon_at(report.reporting_host));
    PH_ASSIGN(const auto returned, look_at_original(report));
    PH_ASSIGN(auto part, report_content(report, returned, daemon.domain()));
    auto fields = report_fields(report, returned.header, daemon, *envelope.sender);
    std::ranges::move(part.fields, std::back_inserter(fields));
    part.fields = std::move(fields);
    // RFC 3461 section 6.1: the null sender, no RET; NOTIFY may only be NEVER, which the null sender says already.
    mail::PreparedMessage message;
    message.envelope.add_recipient(*envelope.sender);
    message.envelope.require_tls = envelope.require_tls; // RFC 8689 section 5
    PH_TRY(store(std::move(part), directories, message));
    return message;
}

} // namespace posthaste::spool
