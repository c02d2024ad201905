// SPDX-License-Identifier: MIT
#include "compose.hpp"
#include "compose_fields.hpp"
#include "protection.hpp"
#include "submission.hpp"

#include <posthaste/app/send.hpp>
#include <posthaste/mime/segment_source.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

// Everybody gets it; nobody sees who else by Bcc.
void add_recipients(const AddressFields& addresses, SubmitOptions& submit) {
    for (const auto* list : {&addresses.to, &addresses.cc, &addresses.bcc})
        for (const auto& mailbox : *list)
            submit.recipients.push_back(fmt::format("<{}>", mailbox.address.text()));
}

void qualify(std::vector<mail::Mailbox>& mailboxes, const std::string& domain) {
    for (auto& mailbox : mailboxes)
        mailbox.address = mailbox.address.qualified_with(domain);
}

// Mail that stays on this machine keeps the bare names of its users.
std::vector<mime::Field> qualified_fields(AddressFields addresses, const Draft& draft) {
    if (draft.account)
        for (auto* list : {&addresses.to, &addresses.cc, &addresses.reply_to})
            qualify(*list, draft.domain);
    return address_fields(addresses);
}

mail::HeaderBlock header_of(const Composed& composed) {
    mail::HeaderBlock header;
    for (const auto& field : address_fields(composed.addresses))
        header.append(field.name, field.body);
    for (const auto& field : composed.fields)
        header.append(field.name, field.body);
    return header;
}

std::vector<mime::Segment> whole_message(const mail::HeaderBlock& header, mime::Part content) {
    std::vector<mime::Segment> segments;
    segments.emplace_back(header.wire() + "\r\n");
    for (auto& segment : mime::flatten_content(std::move(content)))
        segments.push_back(std::move(segment));
    return segments;
}

Result<Draft> make_draft(const SendOptions& options, const DraftTools& tools) {
    PH_ASSIGN(auto composed, compose(options, tools.ids));
    SubmitOptions submit = options.submit;
    add_recipients(composed.addresses, submit);
    PH_ASSIGN(auto begun, begin_draft(submit, tools));
    std::ranges::move(composed.warnings, std::back_inserter(begun.draft.warnings));
    auto header = header_of(composed);
    PH_ASSIGN(auto draft, address_draft(std::move(begun), submit, header, tools));
    for (const auto& field : qualified_fields(composed.addresses, draft))
        header.set(field.name, field.body);
    PH_ASSIGN(auto content, protect(options, std::move(composed.content), header, tools.ids));
    header.append("MIME-Version", "1.0");
    for (const auto& field : content.fields)
        header.append(field.name, field.body);
    mime::SegmentSource source(whole_message(header, std::move(content)));
    mail::Intake intake(source, mail::LoneDot::is_text);
    PH_ASSIGN(header, intake.read_header());
    PH_TRY(fill_draft(draft, intake, header, tools));
    return draft;
}

} // namespace

ExitStatus send(const SendOptions& options) {
    Submission submission(options.submit);
    auto draft = make_draft(options, submission.tools());
    if (!draft) {
        if (text_is_on_stdin(options)) {
            FdSource input(STDIN_FILENO, "stdin");
            mail::Intake intake(input, mail::LoneDot::is_text);
            drain_stdin(intake);
        }
        return submission.give_up(draft.error());
    }
    return submission.finish(*draft);
}

} // namespace posthaste::app
