// SPDX-License-Identifier: MIT
// Messages to report on, and the report as text.
#pragma once

#include "spool_fakes.hpp"
#include "support/tool.hpp"

#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mail/intake.hpp>
#include <posthaste/spool/delivery_report.hpp>

#include <string>

namespace posthaste::spool {

inline constexpr std::chrono::system_clock::time_point reported_day =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 25};

// From ann@a.test, at the beginning of a file that goes on behind it, as an entry of the queue does.
inline mail::PreparedMessage original_of(std::string_view text, const std::string& sender = "ann@a.test") {
    mail::PreparedMessage message;
    MemorySource source(text);
    mail::Intake intake(source, mail::LoneDot::is_text);
    const auto header = intake.read_header().value();
    message.content = open_unnamed_file(temporary_directories()).value();
    FdSink sink(message.content.get(), "file");
    message.facts = intake.write(header, sink).value().facts;
    EXPECT_TRUE(sink.write("PHE1 what is not the message\n"));
    message.envelope.sender = address(sender);
    return message;
}

inline ReportedRecipient refused(const std::string& who, std::string words = "550 5.1.1 no such user") {
    return {address(who), "5.1.1", std::move(words), "smtp.b.test:587", reported_day + std::chrono::hours{2}, true};
}

inline DeliveryReport failure_of(const mail::PreparedMessage& original, std::vector<ReportedRecipient> recipients) {
    return {.kind = ReportKind::failed,
            .original = original,
            .arrived = reported_day + std::chrono::hours{1},
            .now = reported_day + std::chrono::hours{3},
            .given_up_at = std::nullopt,
            .recipients = std::move(recipients),
            .reporting_host = "mail.a.test",
            .id = "k7bq2",
            .utc_offset = std::chrono::minutes{60}};
}

struct WrittenReport {
    mail::PreparedMessage message;
    std::string text;
};

inline WrittenReport written(const DeliveryReport& report) {
    auto message = write_report(report, temporary_directories());
    if (!message) {
        ADD_FAILURE() << message.error().message;
        return {};
    }
    WrittenReport out{*std::move(message), {}};
    out.text = test::whole_text(out.message.content);
    EXPECT_EQ(out.text.size(), out.message.facts.size_bytes);
    return out;
}

// The boundary is a digest: "B" in its place.
inline std::string with_short_boundary(std::string text) {
    const auto at = text.find("boundary=\"");
    const auto boundary = text.substr(at + 10, text.find('"', at + 10) - at - 10);
    for (auto found = text.find(boundary); found != std::string::npos; found = text.find(boundary))
        text.replace(found, boundary.size(), "B");
    return text;
}

} // namespace posthaste::spool
