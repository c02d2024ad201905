// SPDX-License-Identifier: MIT
// A line for each message that waits.
#include "json_line.hpp"
#include "queue_desk.hpp"
#include "queue_json.hpp"
#include "queue_selection.hpp"
#include "queue_table.hpp"
#include "queue_words.hpp"
#include "report.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

using Json = nlohmann::ordered_json;

QueueRow row_of(const spool::Seen& seen, spool::Place place, const TroubledAccounts& accounts, const Clock& clock) {
    const auto* account = accounts.of(seen.entry.route);
    const auto now = std::chrono::floor<std::chrono::microseconds>(clock.now());
    const auto& sender = seen.entry.envelope.sender;
    const bool waits = place == spool::Place::queue;
    QueueRow row;
    row.text = {seen.name.id,
                span_text(now - seen.entry.accepted),
                size_text(seen.name.content_bytes),
                sender ? printable(sender->text()) : "<>",
                printable(recipients_left(seen, place)),
                fmt::format("{}", seen.state.tries),
                waits ? next_text(seen.state, account, clock) : "-",
                printable(last_words(seen, place, account))};
    row.held = waits && (seen.state.held || (account != nullptr && account->held));
    return row;
}

QueueRow damaged_row(const Looked& looked) {
    QueueRow row;
    row.text[QueueRow::id] = looked.name.id;
    row.text[QueueRow::size] = size_text(looked.name.content_bytes);
    row.text[QueueRow::words] = printable(fmt::format("damaged: {}", looked.damage));
    row.held = true;
    return row;
}

struct Sources {
    spool::Place place;
    QueueSelection selection;
    TroubledAccounts accounts;
    std::vector<std::string> foreign;
};

Result<Sources> sources_of(const QueueDesk& desk, const QueueOptions& options) {
    const auto place = place_of(options);
    PH_ASSIGN(auto names, desk.queue.names(place));
    PH_ASSIGN(auto selection, QueueSelection::make(options, std::move(names), desk.queue.now()));
    std::vector<std::string> foreign;
    if (place == spool::Place::queue && !selection.by_id() && !selection.asks_content()) {
        PH_ASSIGN(foreign, desk.queue.foreign_names());
        std::ranges::sort(foreign);
    }
    return Sources{place, std::move(selection), TroubledAccounts(desk.accounts.all()), std::move(foreign)};
}

bool asks_for_some(const QueueSelection& selection) { return selection.by_id() || selection.asks_content(); }

std::string nothing_there(const QueueOptions& options) {
    return options.failed ? "No message has failed\n" : "Mail queue is empty\n"; // monitors look for the latter
}

// What was named and is not there is told, and is the status.
ExitStatus tell_missing(const QueueDesk& desk, const Sources& sources, bool found) {
    for (const auto& id : sources.selection.missing())
        say(desk.errors, fmt::format("no message {} is in the queue", id));
    if (!found && sources.selection.missing().empty() && asks_for_some(sources.selection))
        say(desk.errors, "no message fits");
    const bool wanting = !sources.selection.missing().empty() || (!found && asks_for_some(sources.selection));
    return wanting ? ExitStatus::no_input : ExitStatus::ok;
}

Result<ExitStatus> list_as_table(const QueueDesk& desk, const QueueOptions& options, const Sources& sources) {
    QueueTable table(desk.colour, desk.columns);
    QueueWalk walk(desk.queue, sources.place, sources.selection);
    for (;;) {
        PH_ASSIGN(const auto looked, walk.next());
        if (!looked)
            break;
        table.add(looked->seen ? row_of(*looked->seen, sources.place, sources.accounts, desk.clock)
                               : damaged_row(*looked));
    }
    std::string text = table.empty() ? std::string{} : table.text();
    for (const auto& name : sources.foreign)
        text +=
            fmt::format("{} is no message: {}/queue/{}\n", printable(name), desk.queue.directory(), printable(name));
    if (text.empty() && !asks_for_some(sources.selection))
        text = nothing_there(options);
    PH_TRY(desk.out.write(text));
    const auto status = tell_missing(desk, sources, !table.empty());
    if (!options.quiet)
        for (const auto& line : sources.accounts.lines())
            say(desk.errors, line);
    return status;
}

// The entries as text: as values, many of them take ten times the memory.
Result<ExitStatus> list_as_json(const QueueDesk& desk, const Sources& sources) {
    Json damaged = Json::array();
    std::string entries;
    QueueWalk walk(desk.queue, sources.place, sources.selection);
    for (;;) {
        PH_ASSIGN(const auto looked, walk.next());
        if (!looked)
            break;
        if (!looked->seen)
            damaged.push_back({{"name", looked->name.text()}, {"message", looked->damage}});
        else
            entries +=
                (entries.empty() ? "" : ",") + json_text(entry_object(*looked->seen, sources.place, sources.accounts));
    }
    const auto status = tell_missing(desk, sources, !entries.empty() || !damaged.empty());
    const auto rest = json_line({{"missing", sources.selection.missing()},
                                 {"damaged", std::move(damaged)},
                                 {"foreign", sources.foreign},
                                 {"accounts", accounts_array(sources.accounts)}});
    PH_TRY(desk.out.write(fmt::format("{{\"exit_status\":{},\"entries\":[", static_cast<int>(status))));
    PH_TRY(desk.out.write(entries));
    PH_TRY(desk.out.write(fmt::format("],{}", std::string_view(rest).substr(1))));
    return status;
}

} // namespace

Result<ExitStatus> list_queue(const QueueDesk& desk, const QueueOptions& options) {
    PH_ASSIGN(const auto sources, sources_of(desk, options));
    return options.json ? list_as_json(desk, sources) : list_as_table(desk, options, sources);
}

} // namespace posthaste::app
