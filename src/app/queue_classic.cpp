// SPDX-License-Identifier: MIT
// The queue as sendmail's mailq shows it. Monitors count by "Total requests: N" or the number in the first line, those
// made for Postfix by the last one, "-- 12 Kbytes in 3 Requests.": check_mailq of the monitoring plugins reads both.
#include "queue_desk.hpp"
#include "queue_selection.hpp"
#include "queue_words.hpp"
#include "report.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

constexpr std::string_view reason_indent = "\t\t ";
constexpr std::string_view recipient_indent = "\t\t\t\t\t ";
constexpr std::string_view heading =
    "-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------\n";

std::string reason_of(const spool::Seen& seen, const spool::AccountState* account) {
    const auto words = last_words(seen, spool::Place::queue, account);
    if (seen.state.held)
        return fmt::format("held: {}", words);
    if (account != nullptr && account->held)
        return fmt::format("{} is held: {}", route_text(account->route), account->words);
    return words.empty() ? words : fmt::format("Deferred: {}", words);
}

// '!' is Postfix's mark of what is held.
std::string lines_of(const spool::Seen& seen, const TroubledAccounts& accounts, const Clock& clock) {
    const auto* account = accounts.of(seen.entry.route);
    const auto& sender = seen.entry.envelope.sender;
    auto text = fmt::format("{}{}{:>8} {} {}\n", seen.name.id, seen.state.held ? '!' : ' ', seen.name.content_bytes,
                            classic_date(seen.entry.accepted, clock),
                            sender ? fmt::format("<{}>", printable(sender->text())) : "MAILER-DAEMON");
    if (auto reason = reason_of(seen, account); !reason.empty()) {
        std::ranges::replace(reason, '\n', ' ');
        text += fmt::format("{}({})\n", reason_indent, printable(reason));
    }
    const auto& recipients = seen.entry.envelope.recipients;
    for (std::size_t i = 0; i < std::min(recipients.size(), seen.state.recipients.size()); ++i) {
        if (concerns(spool::Place::queue, seen.state.recipients[i]))
            text += fmt::format("{}<{}>\n", recipient_indent, printable(recipients[i].text()));
    }
    return text;
}

std::string lines_of_damaged(const Looked& looked) {
    return fmt::format("{}!{:>8}\n{}(damaged: {})\n", looked.name.id, looked.name.content_bytes, reason_indent,
                       printable(looked.damage));
}

} // namespace

Result<ExitStatus> list_classic(const QueueDesk& desk, const QueueOptions& options) {
    PH_ASSIGN(auto names, desk.queue.names(spool::Place::queue));
    PH_ASSIGN(const auto selection, QueueSelection::make(options, std::move(names), desk.queue.now()));
    const TroubledAccounts accounts(desk.accounts.all());
    std::string entries;
    std::size_t count = 0;
    std::uint64_t bytes = 0;
    QueueWalk walk(desk.queue, spool::Place::queue, selection);
    for (;;) {
        PH_ASSIGN(const auto looked, walk.next());
        if (!looked)
            break;
        entries += looked->seen ? lines_of(*looked->seen, accounts, desk.clock) : lines_of_damaged(*looked);
        ++count;
        bytes += looked->name.content_bytes;
    }
    PH_TRY(desk.out.write(
        count == 0 ? std::string("Mail queue is empty\n")
                   : fmt::format("\t\t{}/queue ({})\n{}{}\t\tTotal requests: {}\n-- {} Kbytes in {} Request{}.\n",
                                 printable(desk.queue.directory()), count_text(count, "request"), heading, entries,
                                 count, bytes / 1024, count, count == 1 ? "" : "s")));
    for (const auto& line : accounts.lines())
        say(desk.errors, line);
    return ExitStatus::ok;
}

} // namespace posthaste::app
