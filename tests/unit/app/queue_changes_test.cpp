// SPDX-License-Identifier: MIT
#include "queue_fakes.hpp"

#include <nlohmann/json.hpp>

namespace posthaste::app {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class QueueChanges : public QueueTest {
  protected:
    std::size_t count(Place place) const { return queue_.names(place).value().size(); }
    QueueOptions quickly(QueueOptions options) {
        options.yes = true;
        return options;
    }
};

TEST_F(QueueChanges, HoldUntilReleased) {
    const auto id = put(), other = put();
    auto said = run(hold, of_ids({id}));
    EXPECT_EQ(said.status, ExitStatus::ok);
    EXPECT_EQ(said.out, "1 message held\n");
    EXPECT_TRUE(seen(id)->state.held);
    EXPECT_EQ(seen(id)->state.held_why, "by hand");
    EXPECT_FALSE(seen(other)->state.held);
    said = run(release, of_ids({id}));
    EXPECT_EQ(said.out, "1 message released\n");
    EXPECT_FALSE(seen(id)->state.held);
}

TEST_F(QueueChanges, AreOnTheDiskBeforeTheyAreTold) {
    const auto id = put();
    for (const auto use_case : {hold, release, retry}) {
        const auto before = files_.calls().size();
        ASSERT_EQ(run(use_case, of_ids({id})).status, ExitStatus::ok);
        const std::vector<std::string> calls(files_.calls().begin() + static_cast<std::ptrdiff_t>(before),
                                             files_.calls().end());
        const auto locked = std::ranges::find(calls, "lock"), written = std::ranges::find(calls, "write_at");
        EXPECT_LT(locked, written);
        EXPECT_NE(std::find(written, calls.end(), "sync"), calls.end());
    }
}

TEST_F(QueueChanges, KeepWhyItWasHeldAlready) {
    const auto id = put({"bob@b.test"}, {event(EventKind::held, queue_.now(), {}, "the sender crashed")});
    EXPECT_EQ(run(hold, of_ids({id})).status, ExitStatus::ok);
    EXPECT_EQ(seen(id)->state.held_why, "the sender crashed");
    EXPECT_EQ(run(release, of_ids({id})).status, ExitStatus::ok);
    EXPECT_EQ(run(release, of_ids({id})).status, ExitStatus::ok);
}

TEST_F(QueueChanges, MakeItDueNow) {
    const auto id = put({"bob@b.test"}, {event(EventKind::next, queue_.now() + std::chrono::hours{3})});
    const auto said = run(retry, of_ids({id}));
    EXPECT_EQ(said.out, "1 message due now\n");
    EXPECT_EQ(seen(id)->state.next_try, queue_.now());
}

TEST_F(QueueChanges, LeaveWhatIsHeldWhenRetrying) {
    const auto held = put({"bob@b.test"}, {event(EventKind::held, queue_.now(), {}, "by hand"),
                                           event(EventKind::next, queue_.now() + std::chrono::hours{3})});
    const auto other = put({"bob@b.test"}, {event(EventKind::next, queue_.now() + std::chrono::hours{3})});
    const auto said = run(retry, of_all());
    EXPECT_EQ(said.status, ExitStatus::try_later);
    EXPECT_EQ(said.out, "1 message due now\n");
    EXPECT_EQ(said.errors, "posthaste: " + held + " is held: posthaste queue release " + held + "\n");
    EXPECT_GT(seen(held)->state.next_try, queue_.now());
    EXPECT_EQ(seen(other)->state.next_try, queue_.now());
}

TEST_F(QueueChanges, SayThatTheAccountIsHeldAllTheSame) {
    const auto id = put();
    ASSERT_TRUE(accounts_.write({"work", true, queue_.now(), {}, 1, "535 no"}));
    EXPECT_THAT(run(retry, of_ids({id})).errors, HasSubstr("posthaste queue release --account work"));
}

TEST_F(QueueChanges, BringBackWhoWasGivenUp) {
    const auto id = put_failed({"bob@b.test", "eve@b.test"});
    clock_.at += std::chrono::hours{200};
    auto options = of_ids({id});
    options.failed = true;
    const auto said = run(retry, options);
    EXPECT_EQ(said.status, ExitStatus::ok) << said.errors;
    EXPECT_EQ(said.out, "1 message back in the queue\n");
    EXPECT_EQ(count(Place::failed), 0U);
    const auto state = seen(id)->state;
    EXPECT_EQ(state.recipients[0].fate, Fate::open);
    EXPECT_FALSE(state.recipients[0].told);
    EXPECT_EQ(state.tries, 0U);
    EXPECT_EQ(state.next_try, queue_.now());
}

// The runner would take it for done, and remove it.
TEST_F(QueueChanges, OpenBeforeTheyMove) {
    const auto id = put_failed();
    const auto before = static_cast<std::ptrdiff_t>(files_.calls().size());
    auto options = of_ids({id});
    options.failed = true;
    ASSERT_EQ(run(retry, options).status, ExitStatus::ok);
    const auto& calls = files_.calls();
    const auto synced = std::find(calls.begin() + before, calls.end(), "sync");
    EXPECT_THAT(std::vector<std::string>(synced, calls.end()), Contains(HasSubstr("rename ")));
}

TEST_F(QueueChanges, BringNobodyBackWhoHasIt) {
    const auto id = put({"bob@b.test"}, {event(EventKind::delivered, queue_.now(), {0}, "250 ok")});
    auto claim = claimed(id);
    ASSERT_TRUE(queue_.move(claim, Place::queue, Place::failed));
    claim = {};
    auto options = of_ids({id});
    options.failed = true;
    const auto said = run(retry, options);
    EXPECT_EQ(said.status, ExitStatus::unavailable);
    EXPECT_THAT(said.errors, HasSubstr("nobody of its recipients is without it"));
    EXPECT_EQ(count(Place::queue), 0U);
}

TEST_F(QueueChanges, Reschedule) {
    const auto id = put();
    auto options = of_ids({id});
    EXPECT_EQ(run(reschedule, options).status, ExitStatus::usage);
    options.in = "2h";
    EXPECT_EQ(run(reschedule, options).out, "1 message rescheduled to 25 Nov 2026 14:00\n");
    EXPECT_EQ(seen(id)->state.next_try, queue_.now() + std::chrono::hours{2});
    EXPECT_TRUE(seen(id)->state.rescheduled) << "else a clock that jumped would be blamed for it";
    options.at = "2026-12-24T18:00:00Z";
    EXPECT_EQ(run(reschedule, options).status, ExitStatus::usage) << "both";
    options.in.reset();
    EXPECT_EQ(run(reschedule, options).status, ExitStatus::ok);
    EXPECT_EQ(seen(id)->state.next_try,
              spool::Time{std::chrono::sys_days{std::chrono::year{2026} / 12 / 24}} + std::chrono::hours{18});
    options.at = "2020-12-24T18:00:00Z";
    EXPECT_EQ(run(reschedule, options).status, ExitStatus::usage) << "has passed";
}

TEST_F(QueueChanges, SayWhoWorksOnIt) {
    const auto id = put();
    const auto claim = claimed(id);
    for (const auto use_case : {hold, release, retry, remove}) {
        const auto said = run(use_case, of_ids({id}));
        EXPECT_EQ(said.status, ExitStatus::try_later);
        EXPECT_EQ(said.out, "");
        EXPECT_EQ(said.errors, "posthaste: " + id + " is being worked on by another process: try again later\n");
    }
    EXPECT_EQ(count(Place::queue), 1U);
    EXPECT_FALSE(seen(id)->state.held);
}

TEST_F(QueueChanges, DoTheRestWhenOneIsNotThere) {
    const auto id = put();
    const auto said = run(hold, of_ids({"7777", id}));
    EXPECT_EQ(said.status, ExitStatus::no_input);
    EXPECT_EQ(said.out, "1 message held\n");
    EXPECT_EQ(said.errors, "posthaste: no message 7777 is in the queue\n");
    EXPECT_TRUE(seen(id)->state.held);
}

TEST_F(QueueChanges, DoNothingWhenAnIdIsNone) {
    const auto id = put();
    EXPECT_EQ(run(hold, of_ids({id, "x"})).status, ExitStatus::usage);
    EXPECT_FALSE(seen(id)->state.held);
}

TEST_F(QueueChanges, WantToKnowWhich) {
    put();
    for (const auto use_case : {hold, release, retry, remove}) {
        const auto said = run(use_case, quickly({}));
        EXPECT_EQ(said.status, ExitStatus::usage);
        EXPECT_THAT(said.errors, HasSubstr("what? give ids, --recipient"));
        auto both = of_ids({"7777"});
        both.all = true;
        EXPECT_EQ(run(use_case, both).status, ExitStatus::usage);
    }
    EXPECT_EQ(count(Place::queue), 1U);
    QueueOptions nobody;
    nobody.recipients = {"nobody@b.test"};
    EXPECT_EQ(run(hold, nobody).status, ExitStatus::no_input);
    EXPECT_EQ(run(hold, nobody).errors, "posthaste: no message fits\n");
}

TEST_F(QueueChanges, AreDoneWithAnEmptyQueue) {
    EXPECT_EQ(run(hold, of_all()).status, ExitStatus::ok);
    EXPECT_EQ(run(remove, of_all()).status, ExitStatus::ok) << "nothing to ask about";
}

TEST_F(QueueChanges, RemoveOnAsking) {
    put(), put();
    auto said = run(remove, of_all(), "n\n");
    EXPECT_EQ(said.status, ExitStatus::ok);
    EXPECT_EQ(said.out, "");
    EXPECT_EQ(said.errors, "remove 2 messages? [y/N] posthaste: nothing was removed\n");
    for (const auto* answer : {"", "\n", "no\n", "yesterday\n", " "})
        (void)run(remove, of_all(), answer);
    EXPECT_EQ(count(Place::queue), 2U);
    said = run(remove, of_all(), "y\n");
    EXPECT_EQ(said.out, "2 messages removed\n");
    EXPECT_EQ(count(Place::queue), 0U);
}

TEST_F(QueueChanges, RemoveOneWithoutATerminalAndNoMore) {
    const auto first = put(), second = put();
    for (const auto& options : {of_all(), of_ids({first, second})}) {
        const auto said = run(remove, options);
        EXPECT_EQ(said.status, ExitStatus::usage);
        EXPECT_THAT(said.errors, HasSubstr("remove 2 messages? there is no terminal to ask at: say --yes"));
    }
    EXPECT_EQ(run(remove, of_ids({first})).out, "1 message removed\n");
    EXPECT_EQ(run(remove, of_all()).status, ExitStatus::usage) << "all is all, even of one";
    EXPECT_EQ(run(remove, quickly(of_all())).out, "1 message removed\n");
    EXPECT_EQ(count(Place::queue), 0U);
}

TEST_F(QueueChanges, RemoveOfThoseGivenUp) {
    put();
    const auto id = put_failed();
    auto options = of_ids({id});
    options.failed = true;
    EXPECT_EQ(run(remove, options).status, ExitStatus::ok);
    EXPECT_EQ(count(Place::failed), 0U);
    EXPECT_EQ(count(Place::queue), 1U);
}

TEST_F(QueueChanges, LeaveWhatIsDamaged) {
    const auto id = put(), other = put();
    damage(id);
    const auto said = run(remove, quickly(of_all()));
    EXPECT_EQ(said.status, ExitStatus::data);
    EXPECT_EQ(said.out, "1 message removed\n");
    EXPECT_THAT(said.errors, HasSubstr(id + ": damaged: there is no whole envelope behind the message; look at " +
                                       directory_.queue() + "/queue/" + id + ".20\n"));
    EXPECT_EQ(count(Place::queue), 1U);
}

TEST_F(QueueChanges, AreToldInJson) {
    const auto id = put(), busy = put();
    const auto claim = claimed(busy);
    auto options = of_ids({id, busy, "7777"});
    options.json = true;
    const auto said = run(hold, options);
    EXPECT_EQ(nlohmann::json::parse(said.out),
              (nlohmann::json{{"exit_status", 75},
                              {"entries", {{{"id", id}, {"result", "done"}}, {{"id", busy}, {"result", "busy"}}}},
                              {"missing", {"7777"}}}));
    options.quiet = true;
    options.json = false;
    EXPECT_EQ(run(hold, options).out, "");
}

TEST_F(QueueChanges, HoldAnAccount) {
    put({"bob@b.test"}, {}, "smtps://mx.test");
    QueueOptions options;
    options.account = "smtps://mx.test";
    auto said = run(hold, options);
    EXPECT_EQ(said.status, ExitStatus::ok) << said.errors;
    EXPECT_EQ(said.out, "account smtps://mx.test held\n");
    EXPECT_TRUE(accounts_.read("smtps://mx.test").held);
    EXPECT_EQ(accounts_.read("smtps://mx.test").words, "by hand");
    said = run(release, options);
    EXPECT_EQ(said.out, "account smtps://mx.test released\n");
    EXPECT_TRUE(accounts_.read("smtps://mx.test").well());
    said = run(release, options);
    EXPECT_EQ(said.status, ExitStatus::no_input);
    EXPECT_EQ(said.errors, "posthaste: account smtps://mx.test is not held\n");
}

TEST_F(QueueChanges, MakeWhatWaitedForAnAccountDue) {
    const auto id = put({"bob@b.test"}, {}, "smtps://mx.test");
    const auto wished = put({"bob@b.test"}, {}, "smtps://mx.test");
    const auto later = queue_.now() + std::chrono::hours{4};
    for (const auto& [which, kind] : {std::pair{id, spool::EventKind::next}, {wished, spool::EventKind::scheduled}}) {
        auto claim = queue_.claim(spool::Place::queue, name_of(which)).value().value();
        spool::Event event{};
        event.kind = kind;
        event.at = later;
        ASSERT_TRUE(queue_.append(claim, {event}, true));
    }
    ASSERT_TRUE(accounts_.write({"smtps://mx.test", true, queue_.now(), later, 3, "535 wrong"}));
    QueueOptions options;
    options.account = "smtps://mx.test";
    EXPECT_EQ(run(release, options).status, ExitStatus::ok);
    const auto next_try = [&](const std::string& which) {
        return queue_.look(spool::Place::queue, name_of(which)).value().value().state.next_try;
    };
    EXPECT_EQ(next_try(id), queue_.now());
    EXPECT_EQ(next_try(wished), later) << "a person wants it so";
}

TEST_F(QueueChanges, HoldAnAccountOfTheConfiguration) {
    const config::TemporaryDirectory files;
    QueueOptions options;
    options.config = files.file("config.toml", "[account.work]\nserver = \"smtps://mx.test\"\n");
    options.account = "wrok";
    EXPECT_EQ(run(hold, options).status, ExitStatus::config);
    EXPECT_THAT(accounts_.all(), IsEmpty());
    options.account = "work";
    EXPECT_EQ(run(hold, options).status, ExitStatus::ok);
    EXPECT_TRUE(accounts_.read("work").held);
    options.ids = {"7777"};
    EXPECT_EQ(run(hold, options).status, ExitStatus::usage);
}

TEST_F(QueueChanges, KeepWhyAnAccountWasHeld) {
    put();
    ASSERT_TRUE(accounts_.write({"work", true, queue_.now(), {}, 1, "535 no"}));
    QueueOptions options;
    options.account = "work";
    EXPECT_EQ(run(hold, options).status, ExitStatus::ok);
    EXPECT_EQ(accounts_.read("work").words, "535 no");
    options.account = "play";
    EXPECT_EQ(run(release, options).errors, "posthaste: account play is not held; held or out of reach are: work\n");
}

} // namespace
} // namespace posthaste::app
