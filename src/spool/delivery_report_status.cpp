// SPDX-License-Identifier: MIT
#include "delivery_report_parts.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/codec/xtext.hpp>
#include <posthaste/mail/date.hpp>
#include <posthaste/mail/field_folder.hpp>

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>

namespace posthaste::spool {

namespace {

constexpr std::size_t max_word_bytes = 500; // longer ones would make a line of over 998 octets

// Printable ASCII, whatever a server said (RFC 3464 section 2.1: 7bit).
std::string ascii(std::string_view raw) {
    const std::string shown = printable(raw);
    std::string out;
    for (std::string_view rest = shown; !rest.empty();) {
        const auto point = codec::first_code_point(rest);
        if (point.bytes == 1)
            out += rest.front();
        else
            fmt::format_to(std::back_inserter(out), "\\u{{{:04x}}}", static_cast<std::uint32_t>(point.value));
        rest.remove_prefix(std::max<std::size_t>(point.bytes, 1));
    }
    return out;
}

// RFC 3464 section 2.3.4: DIGIT "." 1*3DIGIT "." 1*3DIGIT, no leading zeros.
bool is_status(std::string_view text) {
    const auto parts = split(text, '.');
    return parts.size() == 3 && parts[0].size() == 1 && std::ranges::all_of(parts, [](auto part) {
               return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, is_digit) &&
                      (part.size() == 1 || part[0] != '0');
           });
}

bool is_host_character(char c) noexcept {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '.' || c == '_';
}

// "dns" of RFC 3461 section 9.3, a name or an address literal, of "host:port"; empty: it is none, but a mailbox or a
// socket.
std::string host_of(std::string_view remote) {
    const auto colon = remote.rfind(':');
    if (colon == std::string_view::npos || colon + 1 == remote.size() ||
        !std::ranges::all_of(remote.substr(colon + 1), is_digit))
        return {};
    auto host = remote.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
        const bool address = std::ranges::all_of(host, [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; });
        return address ? fmt::format("[IPv6:{}]", host) : std::string(); // RFC 5321 section 4.1.3
    }
    if (host.empty() || !std::ranges::all_of(host, is_host_character))
        return {};
    if (std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; }))
        return fmt::format("[{}]", host);
    return std::string(host);
}

// Folded between the lines that were said (RFC 3461 section 9.2 b), and within them where they are long.
std::string diagnostic(const ReportedRecipient& recipient) {
    mail::FieldFolder folder("Diagnostic-Code");
    folder.add(recipient.server_spoke ? "smtp;" : "x-posthaste;");
    bool first = true;
    for (const auto line : lines_of(recipient.words)) {
        if (!std::exchange(first, false))
            folder.fold();
        const auto text = ascii(line);
        for (auto word : split(text, ' ')) {
            for (; word.size() > max_word_bytes; word.remove_prefix(max_word_bytes))
                folder.add(word.substr(0, max_word_bytes));
            if (!word.empty())
                folder.add(word);
        }
    }
    return first ? std::string() : folder.body();
}

// Fields and the empty lines between their groups.
class StatusWriter {
  public:
    StatusWriter(const DeliveryReport& report, bool utf8) : report_(report), utf8_(utf8) {}

    void add_message(std::string_view host) {
        add("Original-Envelope-Id", ascii(report_.original.envelope.envelope_id)); // not as xtext: RFC 3461 6.3 (a)
        const bool qualified = host.contains('.');                                 // RFC 3461 section 6.3 (b)
        add("Reporting-MTA", fmt::format("{}; {}", qualified ? "dns" : "x-local-hostname", host));
        add("Arrival-Date", date(report_.arrived));
    }

    void add_recipient(const ReportedRecipient& recipient) {
        const bool failed = report_.kind == ReportKind::failed;
        text_ += "\r\n";
        add("Final-Recipient", address(recipient.recipient));
        add("Action", failed ? "failed" : "delayed");
        add("Status", is_status(recipient.status) ? recipient.status : failed ? "5.0.0" : "4.0.0");
        if (recipient.server_spoke) // else the diagnostic would be taken for the remote's (RFC 3464 section 2.3.6)
            if (const auto host = host_of(recipient.remote); !host.empty())
                add("Remote-MTA", fmt::format("dns; {}", host));
        add("Diagnostic-Code", diagnostic(recipient));
        if (recipient.last_try != std::chrono::system_clock::time_point())
            add("Last-Attempt-Date", date(recipient.last_try));
        if (!failed && report_.given_up_at) // RFC 3464 section 2.3.9: in no other
            add("Will-Retry-Until", date(*report_.given_up_at));
    }

    [[nodiscard]] std::string text() && { return std::move(text_); }

  private:
    void add(std::string_view name, std::string_view body) {
        if (!body.empty())
            fmt::format_to(std::back_inserter(text_), "{}: {}\r\n", name, body);
    }
    [[nodiscard]] std::string date(std::chrono::system_clock::time_point at) const {
        return mail::format_date(at, report_.utc_offset);
    }
    // RFC 6533 section 3: the form in ASCII unless 8 bits pass.
    [[nodiscard]] std::string address(const mail::Address& recipient) const {
        const auto text = recipient.text();
        if (recipient.is_ascii())
            return fmt::format("rfc822; {}", text);
        return fmt::format("utf-8; {}", utf8_ ? text : codec::unitext_encode_ascii(text));
    }

    const DeliveryReport& report_;
    bool utf8_;
    std::string text_;
};

} // namespace

// All of it can be said in ASCII, which every server takes and every program reads; the other form is for a report that
// needs SMTPUTF8 anyway (RFC 6533 section 4.4).
mime::Part status_part(const DeliveryReport& report, std::string_view host) {
    const bool utf8 = needs_smtp_utf8(report) &&
                      std::ranges::any_of(report.recipients, [](const auto& to) { return !to.recipient.is_ascii(); });
    StatusWriter writer(report, utf8);
    writer.add_message(host);
    for (const auto& recipient : report.recipients)
        writer.add_recipient(recipient);
    mime::Part part;
    part.fields.push_back({"Content-Type", utf8 ? "message/global-delivery-status" : "message/delivery-status"});
    part.fields.push_back({"Content-Transfer-Encoding", utf8 ? "8bit" : "7bit"});
    part.content.emplace_back(std::move(writer).text());
    return part;
}

} // namespace posthaste::spool
