// SPDX-License-Identifier: MIT
#include "queue_accounts.hpp"

#include "account_choice.hpp"
#include "json_line.hpp"
#include "queue_json.hpp"
#include "queue_selection.hpp"
#include "queue_words.hpp"
#include "report.hpp"

#include <posthaste/config/config_file.hpp>
#include <posthaste/spool/schedule.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

// Of both an account and messages one is told, never both.
Status check_alone(const QueueOptions& options) {
    if (options.ids.empty() && options.recipients.empty() && !options.older_than && !options.newer_than && !options.all)
        return {};
    return fail(ErrorKind::usage, "--account is about all messages of an account: it cannot be given with others");
}

Result<bool> is_route_of_an_entry(const QueueDesk& desk, const std::string& route) {
    PH_ASSIGN(auto names, desk.queue.names(spool::Place::queue));
    PH_ASSIGN(const auto selection, QueueSelection::make({}, std::move(names), desk.queue.now()));
    QueueWalk walk(desk.queue, spool::Place::queue, selection);
    for (;;) {
        PH_ASSIGN(const auto looked, walk.next());
        if (!looked)
            return false;
        if (looked->seen && looked->seen->entry.route == route)
            return true;
    }
}

bool waits_for_its_account(const spool::Claim& claim) {
    return !claim.state.held && !claim.state.settled() && !spool::waits_by_wish(claim.entry, claim.state);
}

// What was put off while the account was held need not wait on. One that another works on is tried anyway.
Status make_due(const QueueDesk& desk, const std::string& route) {
    PH_ASSIGN(auto names, desk.queue.names(spool::Place::queue));
    PH_ASSIGN(const auto selection, QueueSelection::make({}, std::move(names), desk.queue.now()));
    QueueWalk walk(desk.queue, spool::Place::queue, selection);
    for (;;) {
        PH_ASSIGN(const auto looked, walk.next());
        if (!looked)
            return {};
        if (!looked->seen || looked->seen->entry.route != route)
            continue;
        auto claim = desk.queue.claim(spool::Place::queue, looked->seen->name);
        if (!claim || !*claim || !waits_for_its_account(**claim))
            continue;
        const auto due = spool::make_event(spool::EventKind::next, desk.queue.now());
        PH_TRY(desk.queue.append(**claim, {due}, false)); // lost with the power, it costs a wait
    }
}

// The state of the account is in the answer, for who reads JSON.
Result<ExitStatus> answer(const QueueDesk& desk, const QueueOptions& options, const std::string& account,
                          std::string_view done) {
    if (options.json)
        PH_TRY(desk.out.write(json_line({{"exit_status", 0},
                                         {"entries", nlohmann::ordered_json::array()},
                                         {"accounts", accounts_array(TroubledAccounts(desk.accounts.all()))}})));
    else if (!options.quiet)
        PH_TRY(desk.out.write(fmt::format("account {} {}\n", account, done)));
    return ExitStatus::ok;
}

} // namespace

Result<ExitStatus> hold_account(const QueueDesk& desk, const QueueOptions& options, const std::string& account) {
    PH_TRY(check_alone(options));
    PH_ASSIGN(const bool in_use, is_route_of_an_entry(desk, account));
    if (!in_use) {
        PH_ASSIGN(const auto config,
                  config::load_config(options.config.value_or(read_environment().config), desk.home));
        PH_ASSIGN([[maybe_unused]] const auto* known, config.account(account));
    }
    PH_TRY(desk.queue.prepare());
    auto state = desk.accounts.read(account);
    if (!state.held) {
        state.held = true;
        state.since = desk.queue.now();
        state.words = "by hand";
        PH_TRY(desk.accounts.write(state));
    }
    return answer(desk, options, account, "held");
}

Result<ExitStatus> release_account(const QueueDesk& desk, const QueueOptions& options, const std::string& account) {
    PH_TRY(check_alone(options));
    if (desk.accounts.read(account).well()) {
        const TroubledAccounts troubled(desk.accounts.all());
        std::string held;
        for (const auto& state : troubled.all())
            held += fmt::format("{}{}", held.empty() ? "; held or out of reach are: " : ", ", state.route);
        return fail(ErrorKind::no_input, fmt::format("account {} is not held{}", account, held));
    }
    PH_TRY(desk.accounts.clear(account));
    PH_TRY(make_due(desk, account));
    return answer(desk, options, account, "released");
}

} // namespace posthaste::app
