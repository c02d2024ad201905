// SPDX-License-Identifier: MIT
#include "spool_fakes.hpp"

#include <posthaste/spool/queue.hpp>

#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <sys/file.h>

namespace posthaste::spool {
namespace {

const std::string message = "Subject: x\r\n\r\ntext\r\n";

class QueueTest : public testing::Test {
  protected:
    QueueTest() { EXPECT_TRUE(queue_.prepare()); }
    Result<Claim> put(const std::vector<std::string>& recipients = {"bob@b.test"}) {
        auto entry = entry_of(message, recipients);
        entry.accepted = queue_.now();
        return queue_.put(entry, content_in(queue_.draft_directory(), message));
    }

    SpoolDirectory directory_;
    SystemFileOps files_;
    ManualClock clock_;
    CountingIds ids_;
    Queue queue_{directory_.queue(), files_, clock_, ids_};
};

TEST_F(QueueTest, KeepsWhatItTakes) {
    ASSERT_TRUE(put({"bob@b.test", "\"c d\"@c.test"}));
    const auto names = queue_.names(Place::queue);
    ASSERT_TRUE(names);
    ASSERT_EQ(names->size(), 1U);
    const auto seen = queue_.look(Place::queue, names->front());
    ASSERT_TRUE(seen && *seen);
    EXPECT_EQ((*seen)->entry.envelope.sender->text(), "ann@a.test");
    EXPECT_EQ((*seen)->entry.envelope.recipients.at(1).text(), "\"c d\"@c.test");
    EXPECT_EQ((*seen)->state.open_count(), 2U);
    EXPECT_EQ((*seen)->entry.accepted, queue_.now());
}

TEST_F(QueueTest, GivesAnEntryToOneOnly) {
    auto held = put();
    ASSERT_TRUE(held);
    const auto name = held->name;
    EXPECT_FALSE(queue_.claim(Place::queue, name).value());
    *held = Claim{};
    EXPECT_TRUE(queue_.claim(Place::queue, name).value());
}

TEST_F(QueueTest, RemembersWhatHappened) {
    const auto name = put({"bob@b.test", "eve@b.test"})->name;
    auto claim = queue_.claim(Place::queue, name).value().value();
    ASSERT_TRUE(queue_.append(claim, {{EventKind::tried, queue_.now(), {}, {}, {}, {}, false}}, false));
    ASSERT_TRUE(queue_.append(
        claim, {{EventKind::failed, queue_.now(), {1}, "550 5.1.1 no\nsuch", "5.1.1", "b:25", true}}, true));
    claim = Claim{};
    const auto seen = queue_.look(Place::queue, name).value().value();
    EXPECT_EQ(seen.state.tries, 1U);
    EXPECT_EQ(seen.state.unfinished, 1U);
    EXPECT_EQ(seen.state.recipients[0].fate, Fate::open);
    EXPECT_EQ(seen.state.recipients[1].fate, Fate::failed);
    EXPECT_EQ(seen.state.recipients[1].words, "550 5.1.1 no\nsuch");
    EXPECT_TRUE(seen.state.recipients[1].server_spoke);
}

TEST_F(QueueTest, RemembersTheWishOfAPerson) {
    const auto name = put()->name;
    const auto wish = queue_.now() + std::chrono::hours{3};
    auto claim = queue_.claim(Place::queue, name).value().value();
    ASSERT_TRUE(queue_.append(claim, {{EventKind::scheduled, wish, {}, {}, {}, {}, false}}, true));
    const auto seen = queue_.look(Place::queue, name);
    ASSERT_TRUE(seen && *seen) << seen.error().message;
    EXPECT_EQ((*seen)->state.next_try, wish);
    EXPECT_TRUE((*seen)->state.rescheduled);
}

TEST_F(QueueTest, KeepsEventsOfEveryKind) {
    const auto name = put()->name;
    auto claim = queue_.claim(Place::queue, name).value().value();
    for (const auto kind : {EventKind::tried, EventKind::delivered, EventKind::deferred, EventKind::failed,
                            EventKind::next, EventKind::scheduled, EventKind::held, EventKind::released,
                            EventKind::told, EventKind::delayed, EventKind::reopened}) {
        ASSERT_TRUE(queue_.append(claim, {{kind, queue_.now(), {}, {}, {}, {}, false}}, true));
        EXPECT_TRUE(queue_.look(Place::queue, name)) << static_cast<int>(kind);
    }
}

TEST_F(QueueTest, KeepsTheWishOfAPerson) {
    const auto name = put()->name;
    auto claim = queue_.claim(Place::queue, name).value().value();
    const auto at = queue_.now() + std::chrono::hours{48};
    ASSERT_TRUE(queue_.append(claim, {{EventKind::scheduled, at, {}, {}, {}, {}, false}}, true));
    const auto seen = queue_.look(Place::queue, name).value().value();
    EXPECT_EQ(seen.state.next_try, at);
    EXPECT_TRUE(seen.state.rescheduled);
}

TEST_F(QueueTest, OpensWhoHadFailedAnew) {
    const auto name = put({"bob@b.test", "eve@b.test", "joe@b.test"})->name;
    auto claim = queue_.claim(Place::queue, name).value().value();
    ASSERT_TRUE(queue_.append(claim,
                              {{EventKind::tried, queue_.now(), {}, {}, {}, {}, false},
                               {EventKind::delivered, queue_.now(), {0}, "250 ok", {}, {}, true},
                               {EventKind::failed, queue_.now(), {1, 2}, "550 no", {}, {}, true},
                               {EventKind::told, queue_.now(), {1, 2}, {}, {}, {}, false},
                               {EventKind::delayed, queue_.now(), {}, {}, {}, {}, false}},
                              true));
    ASSERT_TRUE(queue_.append(claim, {{EventKind::reopened, queue_.now(), {0, 1}, {}, {}, {}, false}}, true));
    claim = Claim{};
    const auto seen = queue_.look(Place::queue, name).value().value();
    EXPECT_EQ(seen.state.recipients[0].fate, Fate::delivered) << "who has it gets no second one";
    EXPECT_EQ(seen.state.recipients[1].fate, Fate::open);
    EXPECT_FALSE(seen.state.recipients[1].told);
    EXPECT_EQ(seen.state.recipients[1].words, "550 no");
    EXPECT_EQ(seen.state.recipients[2].fate, Fate::failed) << "not named";
    EXPECT_EQ(seen.state.tries, 0U) << "else it would expire at once";
    EXPECT_EQ(seen.state.unfinished, 0U);
    EXPECT_FALSE(seen.state.delay_told);
}

TEST_F(QueueTest, ShowsTheContentOfAnEntryThatAnotherWorksOn) {
    const auto claim = put();
    const auto file = queue_.open_content(Place::queue, claim->name).value();
    ASSERT_TRUE(file);
    std::string bytes(message.size(), '\0');
    EXPECT_EQ(pread_some(file->get(), bytes, 0).value(), message.size());
    EXPECT_EQ(bytes, message);
    EXPECT_FALSE(queue_.open_content(Place::failed, claim->name).value());
}

TEST_F(QueueTest, AcceptsFromAnotherFileSystem) {
    auto entry = entry_of(message, {"bob@b.test"});
    auto claim = queue_.put(entry, content_in("/dev/shm", message));
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_TRUE(queue_.verify(*claim));
    const auto name = claim->name;
    EXPECT_FALSE(queue_.claim(Place::queue, name).value()) << "the copy is locked, too";
    EXPECT_THAT(files_.names(queue_.draft_directory()).value(), testing::IsEmpty());
}

TEST_F(QueueTest, MovesToFailedAndBack) {
    auto claim = put();
    ASSERT_TRUE(queue_.move(*claim, Place::queue, Place::failed));
    EXPECT_THAT(queue_.names(Place::queue).value(), testing::IsEmpty());
    EXPECT_TRUE(queue_.look(Place::failed, claim->name).value());
    ASSERT_TRUE(queue_.move(*claim, Place::failed, Place::queue));
    ASSERT_TRUE(queue_.remove(Place::queue, *claim));
    EXPECT_THAT(queue_.names(Place::queue).value(), testing::IsEmpty());
}

TEST_F(QueueTest, SetsAsideWhatItCannotRead) {
    std::ofstream(directory_.queue() + "/queue/foreign") << "x";
    EXPECT_THAT(queue_.foreign_names().value(), testing::ElementsAre("foreign"));
    ASSERT_TRUE(queue_.set_aside("foreign", "it is no entry"));
    EXPECT_THAT(files_.names(directory_.queue() + "/corrupt").value(),
                testing::UnorderedElementsAre("foreign", "foreign.why"));
}

TEST_F(QueueTest, RefusesADirectoryThatOthersWriteInto) {
    std::filesystem::permissions(directory_.queue(), std::filesystem::perms::all);
    EXPECT_EQ(queue_.prepare().error().kind, ErrorKind::config);
}

// Nobody would learn of it before it is too late.
TEST_F(QueueTest, RefusesWhatItCouldNotReadAgain) {
    const std::function<void(Entry&)> changes[] = {
        [](Entry& entry) { entry.envelope.notify = "SOMETIMES"; },
        [](Entry& entry) { entry.envelope.priority = 12; },
        [](Entry& entry) { entry.not_before = Time::max(); },
        [](Entry& entry) { entry.envelope.recipients.clear(); },
        [](Entry& entry) { entry.facts.header_bytes = 1000; },
        [](Entry& entry) { entry.settings = {{"big", std::string(17UZ << 20, 'x')}}; },
    };
    for (const auto& change : changes) {
        auto entry = entry_of(message, {"bob@b.test"});
        change(entry);
        EXPECT_FALSE(queue_.put(entry, content_in(queue_.draft_directory(), message)));
        EXPECT_THAT(queue_.names(Place::queue).value(), testing::IsEmpty());
    }
}

TEST(QueueName, IsReadOneWayOnly) {
    EXPECT_TRUE(parse_name("2abcdefgh2abcdef.12"));
    for (const auto* text :
         {"", ".", "2abcdefgh2abcdef", "2abcdefgh2abcdef.", "2abcdefgh2abcdef.0", "2abcdefgh2abcdef.012",
          "2abcdefgh2abcdef.1x", "2abcdefgh2abcde.12", "2ABCDEFGH2abcdef.12", "../abcdefghijklm.1"})
        EXPECT_FALSE(parse_name(text)) << text;
}

} // namespace
} // namespace posthaste::spool
