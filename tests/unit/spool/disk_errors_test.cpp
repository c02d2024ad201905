// SPDX-License-Identifier: MIT
// Each file operation of everything the queue does fails, once or from then on, with each error it may have.
#include "disk_fixture.hpp"

#include <gmock/gmock.h>

namespace posthaste::spool {
namespace {

Event event(EventKind kind, std::vector<std::size_t> recipients, std::string words = {}) {
    return {kind, Time{std::chrono::seconds{1764072000}}, std::move(recipients), std::move(words), "", "b.test", true};
}

// Calls run(disk) with each fault; begin(disk) is what comes before and works.
template <typename Begin, typename Run> void for_each_fault(Begin begin, Run run) {
    std::vector<Op> ops;
    {
        Disk disk;
        auto begun = begin(disk);
        disk.files.calm();
        run(disk, begun);
        ops = disk.files.before_restart;
    }
    ASSERT_GT(ops.size(), 1U);
    for (unsigned number = 1; number <= ops.size(); ++number) {
        for (const int error : std::ranges::find(op_errors, ops[number - 1], &OpErrors::op)->errors) {
            for (const bool ever_after : {false, true}) {
                SCOPED_TRACE(fmt::format("operation {} of {} ({}) fails with {}{}", number, ops.size(),
                                         static_cast<int>(ops[number - 1]), error,
                                         ever_after ? ", and all after" : ""));
                Disk disk;
                auto begun = begin(disk);
                disk.files.calm();
                disk.files.fail_at(number, error, ever_after);
                run(disk, begun);
                if (::testing::Test::HasFailure())
                    return;
            }
        }
    }
}

std::vector<std::string> files_in(Disk& disk, const std::string& part) {
    disk.files.restart();
    return disk.files.names(disk.directory.queue() + part).value_or(std::vector<std::string>{});
}

// All is well again: what was taken is whole, what was refused is nowhere, and a message can be put.
void expect_put(Disk& disk, const Result<Claim>& claim, bool sync_may_have_failed) {
    const auto failed = disk.files.failed;
    const bool taken_back = !failed.contains(Op::sync_directory) || !failed.contains(Op::unlink);
    const auto left = files_in(disk, "/queue");
    if (claim) {
        ASSERT_THAT(left, testing::ElementsAre(claim->name.text()));
    } else if (taken_back) {
        ASSERT_THAT(left, testing::IsEmpty()) << "an error was returned, but a message is there";
    }
    const auto look = [&](Remains& remains) {
        const auto names = remains.names(Place::queue);
        if (claim || (taken_back && !sync_may_have_failed)) {
            ASSERT_EQ(names.size(), claim ? 1U : 0U);
        }
        for (const auto& name : names)
            EXPECT_TRUE(remains.whole(Place::queue, name));
        remains.expect_usable();
    };
    for_each_remains(disk, 0, look, 4);
    ASSERT_TRUE(disk.queue.prepare());
    EXPECT_TRUE(disk.put());
}

void fail_while_putting(bool names_drafts) {
    for_each_fault(
        [&](Disk& disk) {
            disk.files.names_drafts = names_drafts;
            return 0;
        },
        [](Disk& disk, int) {
            auto prepared = disk.queue.prepare();
            auto claim = prepared ? disk.put() : Result<Claim>(std::unexpected(prepared.error()));
            const bool quiet = disk.files.failed.empty();
            ASSERT_TRUE(claim || !quiet) << claim.error().message;
            EXPECT_TRUE(claim || claim.error().os_errno != 0) << claim.error().message;
            expect_put(disk, claim, disk.files.failed.contains(Op::sync_directory));
        });
}

TEST(DiskErrors, WhilePutting) { fail_while_putting(true); }
TEST(DiskErrors, WhilePuttingFromAnotherFileSystem) { fail_while_putting(false); }

std::optional<Claim> prepared_entry(Disk& disk) {
    EXPECT_TRUE(disk.queue.prepare());
    auto claim = disk.put();
    EXPECT_TRUE(claim);
    return std::optional<Claim>(*std::move(claim));
}

// What was appended without an error is there; what was not is there or not, and never by half.
TEST(DiskErrors, WhileAppending) {
    for_each_fault(prepared_entry, [](Disk& disk, std::optional<Claim>& begun) {
        const auto name = begun->name;
        begun.reset();
        bool delivered = false;
        bool failed = false;
        bool next = false;
        if (auto claim = disk.queue.claim(Place::queue, name); claim && *claim) {
            (void)disk.queue.append(**claim, {event(EventKind::tried, {})}, false);
            delivered = disk.queue.append(**claim, {event(EventKind::delivered, {0}, "250 ok")}, true).has_value();
            failed = disk.queue.append(**claim, {event(EventKind::failed, {1}, "550 no")}, true).has_value();
            next = disk.queue.append(**claim, {event(EventKind::next, {})}, false).has_value();
        }
        ASSERT_TRUE((delivered && failed && next) || !disk.files.failed.empty());
        disk.files.restart();
        const auto seen = disk.queue.look(Place::queue, name);
        ASSERT_TRUE(seen && *seen) << seen.error().message;
        EXPECT_TRUE(!delivered || (*seen)->state.recipients[0].fate == Fate::delivered);
        EXPECT_TRUE(!failed || (*seen)->state.recipients[1].fate == Fate::failed);
        EXPECT_TRUE(!next || (*seen)->state.unfinished == 0);
        for_each_remains(disk, 0, [&](Remains& remains) {
            const auto claim = remains.whole(Place::queue, name);
            ASSERT_TRUE(claim);
            EXPECT_TRUE(!delivered || claim->state.recipients[0].fate == Fate::delivered);
            EXPECT_TRUE(!failed || claim->state.recipients[1].fate == Fate::failed);
        });
    });
}

// A disk that could not sync has the event in the file: who comes next must not deliver once more.
TEST(DiskErrors, AnEventThatWasNotSyncedStaysWithTheNextOnes) {
    Disk disk;
    auto claim = prepared_entry(disk);
    disk.files.calm();
    disk.files.fail_at(3, EIO, false); // status, write, sync
    EXPECT_FALSE(disk.queue.append(*claim, {event(EventKind::delivered, {0}, "250 ok")}, true));
    EXPECT_EQ(disk.files.failed, std::set{Op::sync});
    EXPECT_EQ(claim->state.recipients[0].fate, Fate::delivered);
    ASSERT_TRUE(disk.queue.append(*claim, {event(EventKind::next, {})}, true));
    const auto seen = disk.queue.look(Place::queue, claim->name);
    ASSERT_TRUE(seen && *seen);
    EXPECT_EQ((*seen)->state.recipients[0].fate, Fate::delivered);
}

// The entry is in one place, whole.
void expect_one(Disk& disk, const Name& name, bool may_be_gone) {
    disk.files.restart();
    const auto queued = disk.queue.look(Place::queue, name);
    const auto failed = disk.queue.look(Place::failed, name);
    ASSERT_TRUE(queued && failed);
    const int count = int{queued->has_value()} + int{failed->has_value()};
    EXPECT_LE(count, 1);
    EXPECT_TRUE(count == 1 || may_be_gone);
}

TEST(DiskErrors, WhileRemoving) {
    for_each_fault(prepared_entry, [](Disk& disk, std::optional<Claim>& begun) {
        const auto name = begun->name;
        const bool done = disk.queue.remove(Place::queue, *begun).has_value();
        EXPECT_TRUE(done || !disk.files.failed.empty());
        expect_one(disk, name, true);
        EXPECT_TRUE(!done || disk.queue.names(Place::queue)->empty());
    });
}

TEST(DiskErrors, WhileMoving) {
    for_each_fault(prepared_entry, [](Disk& disk, std::optional<Claim>& begun) {
        const bool done = disk.queue.move(*begun, Place::queue, Place::failed).has_value();
        EXPECT_TRUE(done || !disk.files.failed.empty());
        expect_one(disk, begun->name, false);
        EXPECT_TRUE(!done || disk.queue.names(Place::queue)->empty());
    });
}

TEST(DiskErrors, WhileSettingAside) {
    for_each_fault(prepared_entry, [](Disk& disk, std::optional<Claim>& begun) {
        const auto name = begun->name.text();
        const bool done = disk.queue.set_aside(name, "it is damaged").has_value();
        EXPECT_TRUE(done || !disk.files.failed.empty());
        auto left = files_in(disk, "/queue");
        for (const auto& aside : files_in(disk, "/corrupt"))
            if (!aside.ends_with(".why"))
                left.push_back(aside);
        ASSERT_EQ(left.size(), 1U);
        EXPECT_TRUE(left.front().starts_with(name));
        EXPECT_TRUE(!done || files_in(disk, "/queue").empty());
    });
}

// A queue that is looked at says so; it neither passes for an empty one nor is changed.
TEST(DiskErrors, WhileLooking) {
    for_each_fault(prepared_entry, [](Disk& disk, std::optional<Claim>& begun) {
        const auto names = disk.queue.names(Place::queue);
        const auto foreign = disk.queue.foreign_names();
        const auto seen = disk.queue.look(Place::queue, begun->name);
        disk.queue.sweep();
        ASSERT_TRUE((names && foreign && seen) || !disk.files.failed.empty());
        EXPECT_TRUE(!names || names->size() == 1);
        EXPECT_TRUE(!seen || seen->has_value());
        expect_one(disk, begun->name, false);
    });
}

} // namespace
} // namespace posthaste::spool
