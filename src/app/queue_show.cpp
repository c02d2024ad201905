// SPDX-License-Identifier: MIT
// Everything that is known of a message, and the message.
#include "asked_services.hpp"
#include "dry_run.hpp"
#include "json_line.hpp"
#include "queue_desk.hpp"
#include "queue_json.hpp"
#include "queue_selection.hpp"
#include "queue_words.hpp"
#include "report.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

using Json = nlohmann::ordered_json;

class Lines {
  public:
    void add(std::string_view label, std::string_view what) {
        text_ += fmt::format("{:<10} {}\n", label, printable(what));
    }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

  private:
    std::string text_;
};

std::string value_text(const ServiceValue& value) {
    if (std::holds_alternative<bool>(value))
        return {};
    const auto* number = std::get_if<std::int64_t>(&value);
    return number != nullptr ? fmt::format(" {}", *number) : fmt::format(" {}", std::get<std::string>(value));
}

void add_way(Lines& lines, const spool::Entry& entry) {
    lines.add("route", route_text(entry.route));
    for (const auto& setting : entry.settings) {
        const auto shown = shown_setting(setting);
        lines.add("setting", fmt::format("{} {}", shown.name, shown.value));
    }
    if (!entry.domain.empty())
        lines.add("domain", entry.domain);
    for (const auto& [name, value] : asked_services(entry.envelope))
        lines.add("service", fmt::format("{}{}", name, value_text(value)));
}

void add_times(Lines& lines, const spool::Seen& seen, spool::Place place, const spool::AccountState* account,
               const Clock& clock) {
    const auto& state = seen.state;
    const auto ago = [&](spool::Time at) {
        return span_text(std::chrono::floor<std::chrono::microseconds>(clock.now()) - at);
    };
    lines.add("accepted", fmt::format("{} ({} ago)", utc_text(seen.entry.accepted), ago(seen.entry.accepted)));
    lines.add("tries", state.last_try == spool::Time{} ? fmt::format("{}", state.tries)
                                                       : fmt::format("{}, the last {} ({} ago)", state.tries,
                                                                     utc_text(state.last_try), ago(state.last_try)));
    if (place == spool::Place::failed)
        return;
    const auto next = next_try(state, account);
    lines.add("next try", fmt::format("{} ({})", utc_text(next), next_text(state, account, clock)));
    if (state.held)
        lines.add("held", state.held_why);
    if (account != nullptr)
        lines.add("account", fmt::format("{} since {}: {}", account->held ? "held" : "out of reach",
                                         utc_text(account->since), account->words));
}

void add_recipient(Lines& lines, const mail::Address& address, const spool::RecipientState& state) {
    lines.add("to", fmt::format("<{}> {}{}", address.text(), fate_name(state.fate),
                                state.fate == spool::Fate::failed && state.told ? ", the sender was told" : ""));
    if (state.words.empty())
        return;
    // An error of ours names the server itself.
    const bool is_named = state.remote.empty() || state.words.starts_with(state.remote);
    auto who = is_named ? std::string{} : fmt::format("{} ", state.remote);
    if (state.server_spoke)
        who += "said ";
    for (const auto line : split(state.words, '\n'))
        lines.add("", fmt::format("{}  {}{}", utc_text(state.last_try), who, trim(line)));
}

std::string text_of(const spool::Seen& seen, spool::Place place, const TroubledAccounts& accounts, const Clock& clock) {
    const auto& entry = seen.entry;
    Lines lines;
    lines.add("id", seen.name.id);
    lines.add("place", place == spool::Place::failed ? "failed: given up" : "queue");
    lines.add("size", fmt::format("{} bytes", seen.name.content_bytes));
    if (entry.is_report)
        lines.add("kind", "a report of ours to the sender of another message");
    add_times(lines, seen, place, accounts.of(entry.route), clock);
    add_way(lines, entry);
    lines.add("from", fmt::format("<{}>", entry.envelope.sender ? entry.envelope.sender->text() : ""));
    for (std::size_t i = 0; i < std::min(entry.envelope.recipients.size(), seen.state.recipients.size()); ++i)
        add_recipient(lines, entry.envelope.recipients[i], seen.state.recipients[i]);
    return lines.text();
}

// The content is what it was while runners work on the entry: nobody is waited for.
Status write_message(const QueueDesk& desk, spool::Place place, const spool::Seen& seen) {
    PH_ASSIGN(auto file, desk.queue.open_content(place, seen.name));
    if (!file)
        return fail(ErrorKind::no_input, fmt::format("{} is not there any more", seen.name.id));
    const mail::PreparedMessage message{seen.entry.envelope, seen.entry.facts, *std::move(file)};
    return print_message(desk.out, message, desk.terminal);
}

Result<std::vector<spool::Seen>> find_all(const QueueDesk& desk, const QueueOptions& options,
                                          const QueueSelection& selection) {
    std::vector<spool::Seen> found;
    QueueWalk walk(desk.queue, place_of(options), selection);
    for (;;) {
        PH_ASSIGN(auto looked, walk.next());
        if (!looked)
            return found;
        if (!looked->seen)
            return fail(ErrorKind::data, fmt::format("{} is damaged: {}", looked->name.text(), looked->damage));
        found.push_back(*std::move(looked->seen));
    }
}

// Where else it may be, since it must be somewhere.
std::string hint_of(const QueueDesk& desk, const QueueOptions& options, const std::string& id) {
    const auto other = options.failed ? spool::Place::queue : spool::Place::failed;
    const auto names = desk.queue.names(other).value_or(std::vector<spool::Name>{});
    if (std::ranges::none_of(names, [&](const auto& name) { return name.id.starts_with(id); }))
        return {};
    return options.failed ? "; it waits in the queue: leave out --failed" : "; it was given up: add --failed";
}

} // namespace

Result<ExitStatus> show_entries(const QueueDesk& desk, const QueueOptions& options) {
    if (options.ids.empty())
        return fail(ErrorKind::usage, "show needs the id of a message: posthaste queue list has them");
    if (options.message && (options.json || options.ids.size() > 1))
        return fail(ErrorKind::usage, options.json ? "--message and --json exclude each other"
                                                   : "--message shows one message: name one id");
    PH_ASSIGN(auto names, desk.queue.names(place_of(options)));
    PH_ASSIGN(const auto selection, QueueSelection::make(options, std::move(names), desk.queue.now()));
    PH_ASSIGN(const auto found, find_all(desk, options, selection));
    const TroubledAccounts accounts(desk.accounts.all());
    const auto place = place_of(options);
    const auto status = found.empty() || !selection.missing().empty() ? ExitStatus::no_input : ExitStatus::ok;
    Json entries = Json::array();
    std::string text;
    for (const auto& seen : found) {
        if (options.message)
            PH_TRY(write_message(desk, place, seen));
        else if (options.json)
            entries.push_back(entry_object(seen, place, accounts));
        else
            text += (text.empty() ? "" : "\n") + text_of(seen, place, accounts, desk.clock);
    }
    if (options.json)
        text = json_line({{"exit_status", static_cast<int>(status)},
                          {"entries", std::move(entries)},
                          {"missing", selection.missing()}});
    PH_TRY(desk.out.write(text));
    for (const auto& id : selection.missing())
        say(desk.errors, fmt::format("no message {} is in the queue{}", id, hint_of(desk, options, id)));
    return status;
}

} // namespace posthaste::app
