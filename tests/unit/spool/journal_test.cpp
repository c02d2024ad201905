// SPDX-License-Identifier: MIT
#include "frame.hpp"
#include "spool_fakes.hpp"

#include <fstream>
#include <gmock/gmock.h>

namespace posthaste::spool {
namespace {

using namespace std::chrono_literals;

const std::string message = "Subject: x\r\n\r\ntext\r\n";
constexpr Time noon{1764072000000000us};

Entry entry() { return entry_of(message, {"a@b.test", "b@b.test", "c@b.test"}); }

Event event(EventKind kind, std::vector<std::size_t> recipients = {}, std::string words = {}) {
    return {kind,
            noon + std::chrono::seconds{static_cast<int>(kind)},
            std::move(recipients),
            std::move(words),
            "4.2.1",
            "mx.b.test:25",
            true};
}

// One of each kind, in an order that may happen.
std::vector<Event> all_kinds() {
    return {event(EventKind::tried),
            event(EventKind::delivered, {0}, "250 ok"),
            event(EventKind::failed, {1}, std::string("550 PHJ1 \n\0", 11)),
            event(EventKind::deferred, {2}, "451 later"),
            event(EventKind::told, {1}),
            event(EventKind::delayed),
            event(EventKind::next),
            event(EventKind::held, {}, "wait"),
            event(EventKind::released),
            event(EventKind::scheduled)};
}

std::string describe(const State& state) {
    std::string text = fmt::format("tries {} {} last {} next {} held {} {} delay {}", state.tries, state.unfinished,
                                   state.last_try.time_since_epoch().count(), state.next_try.time_since_epoch().count(),
                                   state.held, state.held_why, state.delay_told) +
                       (state.rescheduled ? " rescheduled" : "");
    for (const auto& one : state.recipients)
        text +=
            fmt::format("; {} {} {} {} {} {} {}", static_cast<int>(one.fate), one.told,
                        one.last_try.time_since_epoch().count(), one.words, one.status, one.remote, one.server_spoke);
    return text;
}

std::string state_after(const std::vector<Event>& events, std::size_t count) {
    auto state = initial_state(entry());
    for (std::size_t i = 0; i < count; ++i)
        apply(state, events[i]);
    return describe(state);
}

std::string synced_after_each(const std::vector<Event>& events) {
    std::string text;
    for (const auto& one : events)
        text += write_events({one}, text.size());
    return text;
}

TEST(Journal, BeginsWithNothing) {
    auto first = entry();
    first.accepted = noon;
    EXPECT_EQ(initial_state(first).next_try, noon);
    first.not_before = noon + 1h;
    const auto state = initial_state(first);
    EXPECT_EQ(state.next_try, noon + 1h);
    EXPECT_EQ(state.open_count(), 3U);
    EXPECT_FALSE(state.settled() || state.held || state.delay_told);
}

TEST(Journal, KeepsEveryKindOfEvent) {
    const auto events = all_kinds();
    auto state = initial_state(entry());
    const auto text = write_events(events, 0);
    const auto read = read_journal(text, state);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->good_bytes, text.size());
    EXPECT_EQ(describe(state), state_after(events, events.size()));
    EXPECT_EQ(state.tries, 1U);
    EXPECT_EQ(state.unfinished, 0U);
    EXPECT_EQ(state.last_try, events[0].at);
    EXPECT_EQ(state.next_try, events[9].at);
    EXPECT_TRUE(state.rescheduled);
    EXPECT_TRUE(state.delay_told);
    EXPECT_FALSE(state.held);
    EXPECT_EQ(state.recipients[0].fate, Fate::delivered);
    EXPECT_EQ(state.recipients[1].fate, Fate::failed);
    EXPECT_TRUE(state.recipients[1].told);
    EXPECT_EQ(state.recipients[1].words, events[2].words) << "told has words of its own";
    EXPECT_EQ(state.recipients[2].fate, Fate::open);
    EXPECT_EQ(state.recipients[2].words, "451 later");
    EXPECT_EQ(state.recipients[2].remote, "mx.b.test:25");
    EXPECT_EQ(state.recipients[2].last_try, events[3].at);
    EXPECT_EQ(state.open_count(), 1U);
}

TEST(Journal, CountsTriesThatDidNotEnd) {
    auto state = initial_state(entry());
    for (int i = 0; i < 3; ++i)
        apply(state, event(EventKind::tried));
    EXPECT_EQ(state.unfinished, 3U);
    auto next = state;
    apply(next, event(EventKind::next));
    EXPECT_EQ(next.unfinished, 0U);
    EXPECT_EQ(next.tries, 3U);
    apply(state, event(EventKind::held, {}, "it crashes us"));
    EXPECT_EQ(state.unfinished, 3U);
    EXPECT_EQ(state.held_why, "it crashes us");
    apply(state, event(EventKind::released));
    EXPECT_EQ(state.unfinished, 0U);
}

TEST(Journal, OpensAnewWhoHadFailed) {
    auto events = all_kinds();
    events.push_back(event(EventKind::reopened, {0, 1, 2}));
    auto state = initial_state(entry());
    ASSERT_TRUE(read_journal(write_events(events, 0), state));
    EXPECT_EQ(state.recipients[0].fate, Fate::delivered) << "who has it has it";
    EXPECT_EQ(state.recipients[1].fate, Fate::open);
    EXPECT_FALSE(state.recipients[1].told);
    EXPECT_EQ(state.recipients[1].words, events[2].words);
    EXPECT_EQ(state.open_count(), 2U);
    EXPECT_EQ(state.tries, 0U);
    EXPECT_FALSE(state.delay_told);
}

TEST(Journal, LeavesRecipientsAloneThatAreNotThere) {
    const std::vector<Event> events{event(EventKind::delivered, {3, 18446744073709551615U, 1})};
    auto state = initial_state(entry());
    ASSERT_TRUE(read_journal(write_events(events, 0), state));
    EXPECT_EQ(state.open_count(), 2U);
}

TEST(Journal, EndsBeforeTheTornEvent) {
    const auto events = all_kinds();
    for (const auto& text : {synced_after_each(events), write_events(events, 0)}) {
        std::vector<std::size_t> ends{0};
        while (const auto size = frame_bytes(journal_magic, std::string_view(text).substr(ends.back())))
            ends.push_back(ends.back() + size);
        ASSERT_EQ(ends.size(), events.size() + 1);
        for (std::size_t size = 0, whole = 0; size <= text.size(); ++size) {
            if (whole < events.size() && size == ends[whole + 1])
                ++whole;
            auto state = initial_state(entry());
            const auto read = read_journal(std::string_view(text).substr(0, size), state);
            ASSERT_TRUE(read) << size << ": " << read.error().message;
            EXPECT_EQ(read->good_bytes, ends[whole]) << size;
            EXPECT_EQ(describe(state), state_after(events, whole)) << size;
        }
    }
}

// A flipped bit, or octets that were never written, in what a later event says was on the disk.
TEST(Journal, IsDamagedWhenWhatWasSyncedIs) {
    const auto events = all_kinds();
    const auto text = synced_after_each(events);
    const auto last = text.rfind("PHJ1 "); // nothing is known of what is not in front of it
    for (std::size_t at = 0; at < last; ++at) {
        for (const char change : {'\x01', '\x80', text[at]}) {
            auto damaged = text;
            damaged[at] = static_cast<char>(damaged[at] ^ change);
            if (damaged == text)
                continue;
            auto state = initial_state(entry());
            const auto read = read_journal(damaged, state);
            ASSERT_FALSE(read) << at;
            EXPECT_EQ(read.error().kind, ErrorKind::data) << at;
        }
    }
}

// What was never synced may be lost in front of what was written after it: the power was cut.
TEST(Journal, IsTornWhereNothingWasSynced) {
    const auto events = all_kinds();
    const auto begin = write_events({events[0], events[1]}, 0);
    const auto torn = write_events({events[2]}, begin.size());
    const auto behind = write_events({events[3]}, begin.size());
    for (std::size_t at = 0; at < torn.size(); ++at) {
        auto text = begin + torn + behind;
        text[begin.size() + at] = static_cast<char>(text[begin.size() + at] ^ 1);
        auto state = initial_state(entry());
        const auto read = read_journal(text, state);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->good_bytes, begin.size());
        EXPECT_EQ(describe(state), state_after(events, 2));
    }
}

TEST(Journal, RefusesEventsItDoesNotKnow) {
    FieldWriter unknown_kind;
    unknown_kind.add("event", "vanished");
    FieldWriter unknown_field;
    unknown_field.add("event", "next");
    unknown_field.add("colour", "red");
    FieldWriter no_kind;
    no_kind.add("at", "1");
    for (const auto& payload : {unknown_kind.text(), unknown_field.text(), no_kind.text(), std::string("event 4:next"),
                                std::string("event 4:next\nat 1:x\n"), std::string("event 4:next\nrecipients 2:1,\n"),
                                std::string("event 4:next\nat 19:9223372036854775807\n")}) {
        auto state = initial_state(entry());
        const auto read = read_journal(make_frame(journal_magic, payload), state);
        ASSERT_FALSE(read) << payload;
        EXPECT_EQ(read.error().kind, ErrorKind::data);
    }
}

// What is made to keep us busy: many frames, each of which says that it goes to the end.
TEST(Journal, IsNotReadForEver) {
    constexpr std::size_t heads = 100000;
    std::string text;
    for (std::size_t i = 0; i < heads; ++i)
        text += fmt::format("PHJ1 {:08x} 0123456789abcdef\n", 31 * (heads - i - 1));
    text += '\n';
    auto state = initial_state(entry());
    EXPECT_FALSE(read_journal(text, state));
}

class JournalOnDisk : public testing::Test {
  protected:
    JournalOnDisk() { EXPECT_TRUE(queue_.prepare()); }
    SpoolDirectory directory_;
    SystemFileOps files_;
    ManualClock clock_;
    CountingIds ids_;
    Queue queue_{directory_.queue(), files_, clock_, ids_};
};

TEST_F(JournalOnDisk, GoesOnBehindATornEvent) {
    const std::vector<Event> events{event(EventKind::tried), event(EventKind::delivered, {0}, "250 ok"),
                                    event(EventKind::deferred, {2}, "451 later")};
    const auto name = queue_.put(entry(), content_in(queue_.draft_directory(), message), events)->name;
    const auto path = directory_.queue() + "/queue/" + name.text();
    const auto bytes = read_file(path, 1UZ << 20).value();
    const auto first = bytes.find("PHJ1 ");
    for (std::size_t size = first; size <= bytes.size(); ++size) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes.substr(0, size);
        auto claim = queue_.claim(Place::queue, name).value().value();
        ASSERT_TRUE(queue_.append(claim, {event(EventKind::failed, {1}, "550 no")}, false));
        ASSERT_TRUE(queue_.append(claim, {event(EventKind::told, {1})}, false));
        const auto seen = queue_.look(Place::queue, name).value().value();
        EXPECT_EQ(describe(seen.state), describe(claim.state)) << size;
        EXPECT_TRUE(seen.state.recipients[1].told) << size;
        EXPECT_EQ(seen.state.tries, size == first || size < bytes.find("PHJ1 ", first + 1) ? 0U : 1U) << size;
    }
}

// What one process synced is known to the next: damage to it is no power cut.
TEST_F(JournalOnDisk, KnowsWhatWasSynced) {
    const auto name = queue_.put(entry(), content_in(queue_.draft_directory(), message))->name;
    auto claim = queue_.claim(Place::queue, name).value();
    ASSERT_TRUE(queue_.append(*claim, {event(EventKind::delivered, {0}, "250 ok")}, true));
    ASSERT_TRUE(queue_.append(*claim, {event(EventKind::next)}, false));
    claim.reset();
    claim = queue_.claim(Place::queue, name).value();
    ASSERT_TRUE(queue_.append(*claim, {event(EventKind::tried)}, false));
    claim.reset();
    const auto path = directory_.queue() + "/queue/" + name.text();
    const auto bytes = read_file(path, 1UZ << 20).value();
    const auto first = bytes.find("PHJ1 ");
    const auto second = bytes.find("PHJ1 ", first + 1);
    const auto third = bytes.find("PHJ1 ", second + 1);
    const auto damage = [&](std::size_t at) {
        auto damaged = bytes;
        damaged[at] = '\0';
        std::ofstream(path, std::ios::binary | std::ios::trunc) << damaged;
        return queue_.claim(Place::queue, name);
    };
    const auto synced = damage(first + 50);
    ASSERT_FALSE(synced);
    EXPECT_EQ(synced.error().kind, ErrorKind::data);
    for (const auto at : {second + 50, third + 50}) {
        const auto torn = damage(at);
        ASSERT_TRUE(torn && *torn) << torn.error().message;
        EXPECT_EQ((*torn)->state.recipients[0].fate, Fate::delivered);
    }
}

TEST_F(JournalOnDisk, MayGrowUntilWordsAreNoLongerKept) {
    auto claim = queue_.put(entry(), content_in(queue_.draft_directory(), message)).value();
    const std::string words(1UZ << 20, 'w');
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(queue_.append(claim, {event(EventKind::deferred, {0}, words)}, false)) << i;
    ASSERT_TRUE(queue_.append(claim, {event(EventKind::failed, {1}, "550 no")}, false));
    const auto seen = queue_.look(Place::queue, claim.name);
    ASSERT_TRUE(seen && *seen) << seen.error().message;
    EXPECT_EQ(describe((*seen)->state), describe(claim.state));
    EXPECT_EQ((*seen)->state.recipients[1].words, "550 no");
}

TEST_F(JournalOnDisk, NeverGrowsBeyondWhatCanBeRead) {
    auto claim = queue_.put(entry(), content_in(queue_.draft_directory(), message)).value();
    const std::string words(1UZ << 20, 'w');
    int count = 0;
    while (queue_.append(claim, {event(EventKind::held, {}, words)}, false))
        ASSERT_LT(++count, 100);
    EXPECT_GT(count, 50);
    EXPECT_TRUE(queue_.look(Place::queue, claim.name).value());
}

} // namespace
} // namespace posthaste::spool
