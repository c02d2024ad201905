// SPDX-License-Identifier: MIT
#include "try.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

struct Candidate {
    Name name;
    bool crashed; // the sender, when it was tried last
};

// Oldest first, and those that may end the run at its end.
bool comes_first(const Candidate& a, const Candidate& b) {
    return std::tie(a.crashed, a.name) < std::tie(b.crashed, b.name);
}

// A try that lies ahead of us was made before the clock was set back.
bool was_tried_since(const State& state, Time began, Time now) {
    return state.last_try > began && state.last_try <= now;
}

} // namespace

std::vector<Name> Runner::due(const RunOptions& options, RunReport& report) {
    if (const auto foreign = queue_.foreign_names()) {
        for (const auto& name : *foreign)
            set_aside(name, "it is no entry of the queue", report);
    }
    const auto names = queue_.names(Place::queue);
    if (!names) {
        complain("the queue", names.error(), report);
        return {};
    }
    std::vector<Candidate> candidates;
    for (const auto& name : *names) {
        const auto seen = queue_.look(Place::queue, name);
        if (!seen)
            candidates.push_back({name, true}); // whoever has the lock looks again, and sets it aside
        else if (*seen && is_wanted(**seen, options, queue_.now(), settings_.retry))
            candidates.push_back({name, (*seen)->state.unfinished > 0});
    }
    std::ranges::sort(candidates, comes_first);
    std::vector<Name> found;
    std::ranges::transform(candidates, std::back_inserter(found), &Candidate::name);
    return found;
}

void Runner::run(const std::vector<Name>& names, const RunOptions& options, RunReport& report) {
    began_ = options.began.value_or(queue_.now());
    const auto over = [&] { return courier_.stopped() || (options.until && queue_.now() >= *options.until); };
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (over()) {
            report.left += static_cast<std::size_t>(names.end() - name);
            return;
        }
        try_named(*name, options, report);
    }
    while (!reports_.empty() && !over()) {
        const auto name = reports_.back();
        reports_.pop_back();
        try_named(name, {.all = true, .until = {}, .selected = {}}, report);
    }
}

// Another may have tried it since we looked: it is not tried again in its wake.
void Runner::try_named(const Name& name, const RunOptions& options, RunReport& report) {
    auto claim = queue_.claim(Place::queue, name);
    if (!claim && claim.error().kind == ErrorKind::data) {
        set_aside(name.text(), claim.error().message, report);
        return;
    }
    if (!claim) {
        complain(name.id, claim.error(), report);
        return;
    }
    if (!*claim)
        return;
    const auto& held = **claim;
    if (!is_wanted({name, held.entry, held.state}, options, queue_.now(), settings_.retry) ||
        (was_tried_since(held.state, began_, queue_.now()) && !held.state.settled()))
        return;
    const bool is_over = held.state.settled() || has_waited_out(held);
    const bool asked_for = options.all || held.state.rescheduled; // by a person
    if (is_barred(held.entry.route, asked_for, report) && !is_over) {
        ++report.left;
        return;
    }
    attempt_now(**std::move(claim), report);
}

void Runner::attempt(Claim claim, RunReport& report) {
    if (is_barred(claim.entry.route, true, report))
        ++report.left;
    else
        attempt_now(std::move(claim), report);
}

// Behind others, for a server that is out of reach: of all that wait for it, one is tried at a time.
bool Runner::has_waited_out(const Claim& claim) const {
    if (claim.entry.route.empty() || claim.state.rescheduled) // somebody wants to see it tried
        return false;
    const auto account = accounts_.read(claim.entry.route);
    return !account.held && account.unreached > 0 &&
           is_expired(claim.entry, claim.state, queue_.now(), settings_.retry, account.unreached);
}

bool Runner::is_barred(const std::string& route, bool asked_for, RunReport& report) {
    if (route.empty() || well_.contains(route))
        return false;
    if (barred_.contains(route) || (!asked_for && waiting_.contains(route)))
        return true;
    const auto state = accounts_.read(route);
    if (state.well())
        return false;
    const bool wait = !asked_for && is_ahead(state.not_before, queue_.now(), settings_.retry);
    if (!state.held && !wait)
        return false;
    (state.held ? barred_ : waiting_).insert(route);
    if (state.held) {
        report.account_held = true;
        courier_.note(words_of_hold(route, state.words));
    }
    return true;
}

void Runner::set_aside(const std::string& name, std::string_view why, RunReport& report) {
    if (const auto moved = queue_.set_aside(name, why); !moved) {
        complain(name, moved.error(), report);
        return;
    }
    courier_.note(fmt::format("{} is set aside, see {}/corrupt: {}", name, queue_.directory(), why));
    ++report.failed;
}

void Runner::complain(std::string_view about, const Error& error, RunReport& report) {
    courier_.note(fmt::format("{}: {}", about, error.message));
    report.trouble_of_ours = true;
    ++report.left;
}

unsigned Runner::jitter() { return jitter_of(ids_.unique_id()); }

} // namespace posthaste::spool
