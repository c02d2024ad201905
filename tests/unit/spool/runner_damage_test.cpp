// SPDX-License-Identifier: MIT
// Crashes, damaged entries, and disks on which nothing can be written.
#include "runner_fakes.hpp"

#include <algorithm>
#include <fstream>

namespace posthaste::spool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Event event(EventKind kind, Time at) { return {kind, at, {}, {}, {}, {}, false}; }

class RunnerDamageTest : public RunnerTest {
  protected:
    void begin_and_crash(const Name& name, int times) {
        auto claim = queue_.claim(Place::queue, name).value().value();
        for (int i = 0; i < times; ++i)
            ASSERT_TRUE(queue_.append(claim, {event(EventKind::tried, queue_.now())}, false));
    }
    void change_byte(const Name& name, std::streamoff at) const {
        std::fstream stream(file(name), std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(at);
        stream.put('#');
    }
    std::vector<std::string> corrupt() { return files_.names(directory_.queue() + "/corrupt").value(); }
};

TEST_F(RunnerDamageTest, HoldsWhatTheProgramEndedWithThreeTimes) {
    const auto name = put();
    begin_and_crash(name, 3);
    const auto report = run();
    EXPECT_THAT(courier_.carried, IsEmpty());
    EXPECT_EQ(report.left, 1U);
    EXPECT_TRUE(state(name).held);
    EXPECT_THAT(courier_.notes, HasSubstr("is held: it was being sent 3 times when the program ended"));
    EXPECT_THAT(courier_.notes, HasSubstr("posthaste queue release " + name.id));
    EXPECT_THAT(courier_.decisions, ElementsAre(HasSubstr("held bob@b.test: it was being sent 3 times")));
    run();
    EXPECT_THAT(courier_.carried, IsEmpty());

    auto claim = queue_.claim(Place::queue, name).value().value();
    ASSERT_TRUE(queue_.append(claim, {event(EventKind::released, queue_.now())}, true));
    claim = Claim{};
    EXPECT_EQ(run().done, 1U);
}

TEST_F(RunnerDamageTest, TriesWhatItEndedWithOnceAfterAllOthers) {
    begin_and_crash(put({"first@b.test"}), 1);
    put({"second@b.test"});
    run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("second@b.test", "first@b.test"));
}

TEST_F(RunnerDamageTest, SetsAsideAMessageThatIsNotTheOneAccepted) {
    const auto name = put();
    put({"carol@c.test"});
    change_byte(name, 3);
    const auto report = run();
    EXPECT_EQ(report.failed, 1U);
    EXPECT_THAT(courier_.everybody(), ElementsAre("carol@c.test")) << "it stops nothing";
    EXPECT_THAT(corrupt(), testing::UnorderedElementsAre(name.text(), name.text() + ".why"));
    EXPECT_THAT(courier_.notes, HasSubstr("its checksum differs"));
    EXPECT_EQ(count(), 0U);
}

TEST_F(RunnerDamageTest, SetsAsideAnEntryThatCannotBeRead) {
    const auto cut = put();
    std::filesystem::resize_file(file(cut), waiting_message.size() + 10);
    const auto envelope = put();
    change_byte(envelope, static_cast<std::streamoff>(waiting_message.size()) + 60);
    std::ofstream(directory_.queue() + "/queue/foreign") << "x";
    std::filesystem::create_symlink("/etc/passwd", directory_.queue() + "/queue/2abcdefgh2abcdef.12");
    put({"carol@c.test"});
    const auto report = run();
    EXPECT_EQ(report.failed, 4U);
    EXPECT_EQ(corrupt().size(), 8U) << "each with its reason";
    EXPECT_THAT(courier_.everybody(), ElementsAre("carol@c.test"));
    EXPECT_EQ(count(), 0U);
    EXPECT_EQ(run().failed, 0U);
}

TEST_F(RunnerDamageTest, LeavesAloneWhatAnotherHasSetAside) {
    const auto name = put();
    change_byte(name, 3);
    courier_.on_carry = [&] { (void)queue_.set_aside(name.text(), "by another"); };
    clock_.at += 1s;
    RunReport report;
    Runner runner(queue_, accounts_, courier_, ids_, settings_);
    const auto other = put({"carol@c.test"});
    const RunOptions options{.all = true, .until = {}, .selected = {}};
    runner.run({other, name}, options, report);
    EXPECT_FALSE(report.trouble_of_ours);
    EXPECT_EQ(report.failed, 0U);
}

TEST_F(RunnerDamageTest, SendsAMessageForOneFromAFullDisk) {
    put({"bob@b.test"});
    files_.break_calls("write_at");
    const auto report = run();
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test"));
    EXPECT_EQ(report.done, 1U);
    EXPECT_EQ(count(), 0U) << "its removal needs no room";
}

TEST_F(RunnerDamageTest, SendsNoMessageForManyFromAFullDisk) {
    const auto name = put({"bob@b.test", "carol@c.test"});
    files_.break_calls("write_at");
    const auto report = run();
    EXPECT_THAT(courier_.carried, IsEmpty()) << "who has it could not be written down";
    EXPECT_TRUE(report.trouble_of_ours);
    EXPECT_EQ(report.left, 1U);
    files_.break_calls("");
    EXPECT_EQ(run().done, 1U);
    EXPECT_THAT(courier_.everybody(), ElementsAre("bob@b.test", "carol@c.test"));
    EXPECT_EQ(count() + count(Place::failed), 0U);
    (void)name;
}

// Whatever single call fails, once: the next run makes good, and the sender is told.
TEST_F(RunnerDamageTest, LosesNothingWhenAnyCallFails) {
    for (int fail_at = 1; fail_at < 1000; ++fail_at) {
        const SpoolDirectory directory;
        CountingIds ids;
        const auto play = [&](delivery::FailingFileOps& files, bool first) {
            Queue queue(directory.queue(), files, clock_, ids);
            AccountStates accounts(directory.queue(), files, ids);
            RunReport report;
            Runner runner(queue, accounts, courier_, ids, settings_);
            const RunOptions options{.all = true, .until = {}, .selected = {}};
            runner.run(runner.due(options, report), options, report);
            return first ? files.failed() : report.left + static_cast<std::size_t>(report.trouble_of_ours) == 0;
        };
        delivery::FailingFileOps healthy;
        Queue queue(directory.queue(), healthy, clock_, ids);
        ASSERT_TRUE(queue.prepare());
        auto entry = entry_of(waiting_message, {"bob@b.test", "eve@e.test"});
        entry.accepted = queue.now();
        ASSERT_TRUE(queue.put(entry, content_in(queue.draft_directory(), waiting_message)));
        courier_ = {};
        courier_.replies["eve@e.test"] = "550 5.1.1 no such user";
        delivery::FailingFileOps failing(fail_at, EIO);
        if (!play(failing, true))
            return;
        const auto call = failing.calls().at(static_cast<std::size_t>(fail_at) - 1);
        (void)play(healthy, false);
        EXPECT_TRUE(play(healthy, false)) << call << '\n' << courier_.notes;
        const auto all = courier_.everybody();
        EXPECT_GE(std::ranges::count(all, "bob@b.test"), 1) << call;
        EXPECT_GE(std::ranges::count(all, "ann@a.test"), 1) << call << '\n' << courier_.notes;
        EXPECT_TRUE(queue.names(Place::queue).value().empty()) << call;
        EXPECT_EQ(queue.names(Place::failed).value().size(), 1U) << call;
    }
    FAIL() << "it never ran through";
}

} // namespace
} // namespace posthaste::spool
