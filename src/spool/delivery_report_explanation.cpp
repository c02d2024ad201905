// SPDX-License-Identifier: MIT
#include "delivery_report_parts.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/date.hpp>

#include <fmt/format.h>
#include <iterator>

namespace posthaste::spool {

namespace {

std::string what_happened(const DeliveryReport& report) {
    const auto date = mail::format_date(report.arrived, report.utc_offset);
    const auto& recipients = report.recipients;
    const auto whom =
        recipients.size() == 1 ? std::string("this recipient") : fmt::format("these {} recipients", recipients.size());
    if (report.kind == ReportKind::failed)
        return fmt::format("Your message of {}\r\n"
                           "could not be delivered to {}. It will not be tried again.\r\n",
                           date, whom);
    const auto until = report.given_up_at ? fmt::format("It will be tried until\r\n{}.",
                                                        mail::format_date(*report.given_up_at, report.utc_offset))
                                          : std::string("It will be tried again.");
    return fmt::format("Your message of {}\r\n"
                       "has not been delivered to {} yet. {}\r\n"
                       "You need not send it again.\r\n",
                       date, whom, until);
}

std::string who_spoke(const ReportedRecipient& recipient) {
    const auto remote = printable(recipient.remote);
    if (lines_of(recipient.words).empty())
        return "The reason is not known.";
    if (recipient.server_spoke)
        return remote.empty() ? "The server said:" : fmt::format("The server {} said:", remote);
    return remote.empty() ? "The reason:" : fmt::format("The reason ({}):", remote);
}

// Nothing of them begins a line, where it could be taken for ours.
std::string about(const ReportedRecipient& recipient) {
    auto text = fmt::format("\r\n<{}>\r\n{}\r\n", printable(recipient.recipient.text()), who_spoke(recipient));
    for (const auto line : lines_of(recipient.words))
        fmt::format_to(std::back_inserter(text), "    {}\r\n", printable(line));
    return text;
}

std::string about_others(std::size_t delivered) {
    if (delivered == 0)
        return {};
    return delivered == 1 ? "\r\nOne other recipient has the message.\r\n"
                          : fmt::format("\r\n{} other recipients have the message.\r\n", delivered);
}

std::string what_is_attached(const Returned& returned) {
    if (returned.whole)
        return "\r\nThe message is attached.\r\n";
    if (returned.header_text.empty())
        return {};
    const auto why = returned.why_not_whole.empty() ? std::string() : fmt::format(":\r\n{}", returned.why_not_whole);
    const std::string_view cut = returned.shortened ? "Fields that are very long were left out of it.\r\n" : "";
    return fmt::format("\r\nOnly the header of the message is attached{}.\r\n{}", why, cut);
}

} // namespace

mime::Part explanation_part(const DeliveryReport& report, const Returned& returned, std::string_view host) {
    std::string text = fmt::format("This is the mail system at {}.\r\n\r\n", host) + what_happened(report);
    for (const auto& recipient : report.recipients)
        text += about(recipient);
    text += about_others(report.delivered);
    text += what_is_attached(returned);
    return encoded_text(is_ascii(text) ? "text/plain; charset=us-ascii" : "text/plain; charset=utf-8", text);
}

} // namespace posthaste::spool
