// SPDX-License-Identifier: MIT
// The inbox that takes everything: what a program sends is kept as it came, so that its tests can look at it.
#include "draft_file.hpp"
#include "reception.hpp"

#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/delivery/maildir.hpp>

#include <filesystem>
#include <fmt/format.h>

namespace posthaste::app {

Result<Inbox> parse_inbox(const std::string& text) {
    constexpr std::string_view scheme = "maildir:";
    if (!text.starts_with(scheme) || text.size() == scheme.size())
        return fail(ErrorKind::usage, fmt::format("--deliver {}: must be maildir:DIRECTORY", text));
    std::error_code error;
    const auto path = std::filesystem::absolute(text.substr(scheme.size()), error);
    if (error)
        return fail(ErrorKind::usage, fmt::format("--deliver {}: {}", text, error.message()));
    return Inbox{path.lexically_normal().string()};
}

smtp::ServerReply Reception::put_into_inbox(const Inbox& inbox, const smtp::ServerSession& session,
                                            mail::Intake& intake) {
    const auto kept = write_into_inbox(inbox.maildir, session.transaction(), intake);
    if (kept)
        return {250, "2.0.0", "kept"};
    intake.drain();
    return refusal(kept.error());
}

// Whom it was for stands in front, one field for each, since the header need not say.
Status Reception::write_into_inbox(const std::string& maildir, const smtp::ServerTransaction& transaction,
                                   mail::Intake& intake) {
    PH_ASSIGN(auto header, intake.read_header());
    for (auto each = transaction.recipients.rbegin(); each != transaction.recipients.rend(); ++each)
        header.prepend("Delivered-To", each->address.text());
    PH_ASSIGN(auto file, DraftFile::make(temporary_directories(), "cannot keep the message"));
    PH_ASSIGN(const auto taken, intake.write(header, file));
    mail::PreparedMessage message;
    message.envelope.sender = transaction.sender;
    message.facts = taken.facts;
    message.content = std::move(file).take();
    const auto name = delivery::maildir_name(clock_.now(), ids_.unique_id(), caller_.host);
    return delivery::deliver_to_maildir(files_, maildir, name, message);
}

} // namespace posthaste::app
