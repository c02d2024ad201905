// SPDX-License-Identifier: MIT
#include "try.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

constexpr std::uint32_t most_crashes = 3;

bool must_last(const std::vector<Event>& events) { // else somebody would get it, or be told, once more
    return std::ranges::any_of(
        events, [](const auto& each) { return each.kind == EventKind::delivered || each.kind == EventKind::failed; });
}

bool all_delivered(const State& state) {
    return std::ranges::all_of(state.recipients, [](const auto& each) { return each.fate == Fate::delivered; });
}

} // namespace

void Runner::attempt_now(Claim claim, RunReport& report) {
    Try now{std::move(claim), report};
    if (!now.claim.state.settled() && begin(now))
        send(now);
    if (!now.over)
        finish(now);
}

// False: it is not sent now.
bool Runner::begin(Try& now) {
    now.over = true;
    if (now.claim.state.unfinished >= most_crashes) {
        hold_crasher(now);
        return false;
    }
    if (const auto whole = queue_.verify(now.claim); !whole) {
        if (whole.error().kind == ErrorKind::data)
            set_aside(now.claim.name.text(), whole.error().message, now.report);
        else
            complain(now.claim.name.id, whole.error(), now.report);
        return false;
    }
    if (is_too_late(now.claim.entry, queue_.now())) {
        give_back(now, "the time within which it was to be delivered is over", "5.4.7");
        return false;
    }
    if (barred_.contains(now.claim.entry.route)) { // and it is to be tried no more
        give_back(now, accounts_.read(now.claim.entry.route).words, "4.4.7");
        return false;
    }
    // On a full disk a message for one is sent all the same: its file is removed after it, which needs no room.
    const auto noted = queue_.append(now.claim, {make_event(EventKind::tried, queue_.now())}, false);
    if (!noted && now.claim.state.open_count() > 1) {
        complain(now.claim.name.id, noted.error(), now.report);
        return false;
    }
    now.over = false;
    return true;
}

// Without another try: what was not delivered in the sender's time (RFC 2852 section 4) is not given to anybody any
// more. status: of RFC 3463, delivery time expired.
void Runner::give_back(Try& now, std::string_view why, std::string_view status) {
    auto given_back = make_event(EventKind::failed, queue_.now(), open_places(now.claim.state), std::string(why));
    given_back.status = status;
    const auto noted = queue_.append(now.claim, {given_back}, true);
    if (!noted)
        complain(now.claim.name.id, noted.error(), now.report);
    else
        courier_.decided(now.claim, given_back);
    now.over = !noted;
}

void Runner::hold_crasher(Try& now) {
    const auto why =
        fmt::format("it was being sent {} times when the program ended: posthaste queue release {} tries it again",
                    most_crashes, now.claim.name.id);
    auto event = make_event(EventKind::held, queue_.now(), {}, why);
    ++now.report.left;
    if (const auto held = queue_.append(now.claim, {event}, true); !held) {
        complain(now.claim.name.id, held.error(), now.report);
        return;
    }
    event.recipients = open_places(now.claim.state);
    courier_.decided(now.claim, event);
    courier_.note(fmt::format("{} is held: {}", now.claim.name.id, why));
}

void Runner::send(Try& now) {
    const auto places = open_places(now.claim.state);
    auto message = message_for(now.claim, places, queue_.now());
    if (!message) {
        complain(now.claim.name.id, message.error(), now.report);
        now.over = true;
        return;
    }
    const auto outcome = courier_.carry(now.claim, *message);
    if (outcome) {
        note_results(now, settle(*outcome, places, queue_.now()));
        return;
    }
    Settled settled;
    settled.trouble = trouble_of(outcome.error());
    if (settled.trouble == Trouble::none) // of this message; none that goes there fares better
        settled.trouble = Trouble::out_of_reach;
    settled.mended_by_us = true;
    settled.why = outcome.error().message;
    settled.events.push_back(make_event(EventKind::deferred, queue_.now(), places, settled.why));
    note_results(now, std::move(settled));
}

void Runner::note_account(Try& now, const Settled& settled) {
    const auto& route = now.claim.entry.route;
    if (route.empty() || settled.trouble == Trouble::interrupted)
        return;
    if (settled.trouble == Trouble::none) {
        if (well_.insert(route).second)
            (void)accounts_.clear(route);
        return;
    }
    well_.erase(route);
    barred_.insert(route);
    auto state = accounts_.read(route);
    if (state.well())
        state.since = queue_.now();
    note_trouble(state, settled, queue_.now() + wait_after(state.failures + 1, settings_.retry, jitter()));
    state.unreached = settled.mended_by_us ? 0 : state.unreached + 1;
    if (const auto kept = accounts_.write(state); !kept)
        complain(route, kept.error(), now.report);
    if (!state.held)
        return;
    now.report.account_held = true;
    courier_.note(words_of_hold(route, state.words));
}

// All is as it was where a message for all was taken: its file can go at once, and nothing need be written before.
void Runner::note_results(Try& now, Settled settled) {
    now.interrupted = settled.trouble == Trouble::interrupted;
    auto after = now.claim.state;
    for (const auto& each : settled.events)
        spool::apply(after, each);
    if (all_delivered(after) && queue_.remove(Place::queue, now.claim)) {
        ++now.report.done;
        now.over = true;
        note_account(now, settled);
        return;
    }
    if (!after.settled())
        schedule(now, settled, after);
    if (const auto noted = queue_.append(now.claim, settled.events, must_last(settled.events)); !noted) {
        complain(now.claim.name.id, noted.error(), now.report);
        now.over = true;
    }
    note_account(now, settled);
}

// Adds to what became of the recipients when it is tried again, or that it is not. after: that.
void Runner::schedule(const Try& now, Settled& settled, const State& after) {
    const auto time = queue_.now();
    if (now.interrupted) {
        settled.events.push_back(make_event(EventKind::next, time));
        return;
    }
    const auto others_tries =
        settled.trouble == Trouble::out_of_reach ? accounts_.read(now.claim.entry.route).unreached : 0;
    if (settled.mended_by_us || !is_expired(now.claim.entry, after, time, settings_.retry, others_tries)) {
        settled.events.push_back(
            make_event(EventKind::next, time + wait_after(std::max(after.tries, 1U), settings_.retry, jitter())));
        return;
    }
    for (const auto place : open_places(after)) {
        const auto& last = after.recipients[place];
        auto given_up = make_event(EventKind::failed, time, {place}, last.words);
        given_up.status = "4.4.7"; // RFC 3463: delivery time expired
        given_up.remote = last.remote;
        given_up.server_spoke = last.server_spoke;
        courier_.decided(now.claim, given_up);
        settled.events.push_back(std::move(given_up));
    }
}

void Runner::finish(Try& now) {
    if (!untold_failures(now.claim.state).empty())
        tell_failures(now);
    if (now.over)
        return;
    if (now.claim.state.settled()) {
        close(now);
        return;
    }
    if (!now.claim.state.delay_told && is_delayed(now.claim.entry, queue_.now(), settings_.retry))
        tell_delay(now);
    ++now.report.left;
}

// The last of an entry: it goes, or is kept under failed/. Where it cannot be moved it is written down that the sender
// was told, else every run would tell him again.
void Runner::close(Try& now) {
    Status gone;
    if (all_delivered(now.claim.state)) {
        gone = queue_.remove(Place::queue, now.claim);
    } else {
        gone = queue_.move(now.claim, Place::queue, Place::failed);
        ++now.report.failed;
    }
    if (gone) {
        ++now.report.done;
        return;
    }
    complain(now.claim.name.id, gone.error(), now.report);
    if (const auto places = untold_failures(now.claim.state); !places.empty())
        (void)queue_.append(now.claim, {make_event(EventKind::told, queue_.now(), places)}, true);
}

} // namespace posthaste::spool
