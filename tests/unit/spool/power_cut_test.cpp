// SPDX-License-Identifier: MIT
// The power is cut after each file operation of everything the queue does.
#include "disk_fixture.hpp"

#include <gmock/gmock.h>

namespace posthaste::spool {
namespace {

constexpr unsigned more_than_all = 400; // operations that anything here takes

Event event(EventKind kind, std::vector<std::size_t> recipients, std::string words = {}) {
    return {kind, Time{std::chrono::seconds{1764072000}}, std::move(recipients), std::move(words), "", "b.test", true};
}

void cut_while_putting(bool names_drafts) {
    const std::vector<Event> events{event(EventKind::deferred, {0, 1}, "451 later"), event(EventKind::next, {})};
    for (unsigned cut = 0; cut < more_than_all; ++cut) {
        Disk disk;
        disk.files.names_drafts = names_drafts;
        disk.files.cut_after(cut);
        const bool accepted = disk.queue.prepare() && disk.put(events);
        for_each_remains(disk, cut, [&](Remains& remains) {
            const auto names = remains.names(Place::queue);
            ASSERT_LE(names.size(), 1U);
            ASSERT_TRUE(!accepted || names.size() == 1) << "an accepted message is lost";
            for (const auto& name : names) {
                const auto claim = remains.whole(Place::queue, name);
                ASSERT_TRUE(claim);
                EXPECT_EQ(claim->state.recipients[1].words, "451 later");
            }
            remains.expect_usable();
        });
        if (::testing::Test::HasFailure() || disk.files.done.size() < cut)
            return;
    }
    FAIL() << "it never came to an end";
}

TEST(PowerCut, WhilePutting) { cut_while_putting(true); }
TEST(PowerCut, WhilePuttingFromAnotherFileSystem) { cut_while_putting(false); }

// One process is killed while it makes the directories, another goes on and accepts a message; then the power is cut.
TEST(PowerCut, AfterAKillWhilePreparing) {
    for (unsigned cut = 0; cut < more_than_all; ++cut) {
        Disk disk;
        disk.files.cut_after(cut);
        const bool prepared = disk.queue.prepare().has_value();
        disk.files.restart();
        ASSERT_TRUE(disk.queue.prepare());
        ASSERT_TRUE(disk.put());
        for_each_remains(disk, cut, [&](Remains& remains) {
            ASSERT_EQ(remains.names(Place::queue).size(), 1U) << "an accepted message is lost";
            remains.expect_usable();
        });
        if (::testing::Test::HasFailure() || prepared)
            return;
    }
}

// Three tries as the runner makes them; only what is final is synced.
struct Append {
    std::vector<Event> events;
    bool sync;
};
std::vector<Append> life_of_an_entry() {
    const std::string words(90, 'w');
    std::vector<Append> life;
    for (int i = 0; i < 3; ++i) {
        life.push_back({{event(EventKind::tried, {})}, false});
        if (i == 1)
            life.push_back({{event(EventKind::delivered, {0}, "250 ok")}, true});
        life.push_back({{event(EventKind::deferred, {1}, fmt::format("451 {}{}", i, words))}, false});
        if (i == 2)
            life.push_back({{event(EventKind::failed, {1}, "550 no"), event(EventKind::told, {1})}, true});
        life.push_back({{event(EventKind::next, {})}, false});
    }
    return life;
}

std::string describe(const State& state) {
    std::string text = fmt::format("{} {}", state.tries, state.unfinished);
    for (const auto& recipient : state.recipients)
        text += fmt::format("; {} {} {}", static_cast<int>(recipient.fate), recipient.told, recipient.words);
    return text;
}

TEST(PowerCut, WhileAppending) {
    const auto life = life_of_an_entry();
    for (unsigned cut = 0; cut < more_than_all; ++cut) {
        Disk disk;
        ASSERT_TRUE(disk.queue.prepare());
        const auto name = disk.put()->name;
        disk.files.calm();
        disk.files.cut_after(cut);
        std::vector<std::string> possible;
        bool ended = false;
        if (auto claim = disk.queue.claim(Place::queue, name); claim && *claim) {
            auto expected = (*claim)->state;
            possible.push_back(describe(expected));
            ended = true;
            for (const auto& [events, sync] : life) {
                ended = ended && disk.queue.append(**claim, events, sync);
                if (ended && sync)
                    possible.clear();
                for (const auto& one : events) {
                    apply(expected, one);
                    if (!ended || !sync)
                        possible.push_back(describe(expected));
                }
                if (ended && sync)
                    possible.push_back(describe(expected));
                if (!ended)
                    break;
            }
        }
        if (possible.empty())
            possible.push_back("0 0; 0 false ; 0 false ");
        for_each_remains(disk, cut, [&](Remains& remains) {
            ASSERT_EQ(remains.names(Place::queue).size(), 1U);
            auto claim = remains.whole(Place::queue, name);
            ASSERT_TRUE(claim);
            EXPECT_THAT(possible, testing::Contains(describe(claim->state)));
            ASSERT_TRUE(remains.queue.append(*claim, {event(EventKind::held, {}, "after all")}, true));
            const auto seen = remains.queue.look(Place::queue, name);
            ASSERT_TRUE(seen && *seen);
            EXPECT_EQ((*seen)->state.held_why, "after all");
            EXPECT_EQ(describe((*seen)->state), describe(claim->state));
        });
        if (::testing::Test::HasFailure() || ended)
            return;
    }
    FAIL() << "it never came to an end";
}

// What is done to an entry, and where it may be afterwards.
template <typename Act, typename Look> void cut_while(Act act, Look look) {
    for (unsigned cut = 0; cut < more_than_all; ++cut) {
        Disk disk;
        ASSERT_TRUE(disk.queue.prepare());
        auto claim = disk.put();
        const auto name = claim->name;
        disk.files.calm();
        disk.files.cut_after(cut);
        const bool done = act(disk, *std::move(claim)).has_value();
        for_each_remains(disk, cut, [&](Remains& remains) {
            look(remains, name, done);
            remains.expect_usable();
        });
        if (::testing::Test::HasFailure() || done)
            return;
    }
    FAIL() << "it never came to an end";
}

TEST(PowerCut, WhileRemoving) {
    cut_while([](Disk& disk, const Claim& claim) { return disk.queue.remove(Place::queue, claim); },
              [](Remains& remains, const Name& name, bool done) {
                  ASSERT_LE(remains.names(Place::queue).size(), done ? 0U : 1U);
                  for (const auto& left : remains.names(Place::queue))
                      EXPECT_TRUE(remains.whole(Place::queue, left)) << name.text();
              });
}

// An entry may be in both places, where the disk keeps no order: one more move makes it one.
TEST(PowerCut, WhileMoving) {
    cut_while([](Disk& disk, Claim claim) { return disk.queue.move(claim, Place::queue, Place::failed); },
              [](Remains& remains, const Name& name, bool done) {
                  ASSERT_LE(remains.names(Place::queue).size(), done ? 0U : 1U);
                  ASSERT_GE(remains.names(Place::queue).size() + remains.names(Place::failed).size(), 1U);
                  if (!remains.names(Place::queue).empty()) {
                      auto claim = remains.whole(Place::queue, name);
                      ASSERT_TRUE(claim);
                      ASSERT_TRUE(remains.queue.move(*claim, Place::queue, Place::failed));
                  }
                  EXPECT_THAT(remains.names(Place::queue), testing::IsEmpty());
                  EXPECT_THAT(remains.names(Place::failed), testing::ElementsAre(name));
                  EXPECT_TRUE(remains.whole(Place::failed, name));
              });
}

TEST(PowerCut, WhileSettingAside) {
    cut_while([](Disk& disk, const Claim& claim) { return disk.queue.set_aside(claim.name.text(), "it is damaged"); },
              [](Remains& remains, const Name& name, bool done) {
                  ASSERT_LE(remains.names(Place::queue).size(), done ? 0U : 1U);
                  if (!remains.names(Place::queue).empty()) {
                      ASSERT_TRUE(remains.queue.set_aside(name.text(), "it is damaged"));
                  }
                  EXPECT_THAT(remains.names(Place::queue), testing::IsEmpty());
                  EXPECT_THAT(remains.in("/corrupt"), testing::Contains(name.text()));
                  if (done) {
                      EXPECT_THAT(remains.in("/corrupt"),
                                  testing::UnorderedElementsAre(name.text(), name.text() + ".why"));
                  }
              });
}

} // namespace
} // namespace posthaste::spool
