// SPDX-License-Identifier: MIT
#include "queue_fakes.hpp"

#include <nlohmann/json.hpp>

namespace posthaste::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class QueueShow : public QueueTest {
  protected:
    std::string put_with_everything() {
        auto entry = spool::entry_of(content_, {"bob@b.test", "eve@b.test", "joe@b.test"});
        entry.accepted = queue_.now();
        entry.settings = {{"server", "smtps://ann@mx.test"}, {"password-command", "echo hunter2"}};
        entry.route = "smtps://ann@mx.test";
        entry.envelope.require_tls = true;
        entry.envelope.notify = "FAILURE";
        const auto at = queue_.now() + std::chrono::seconds{10};
        auto claim = queue_.put(entry, spool::content_in(queue_.draft_directory(), content_),
                                {event(EventKind::tried, at), event(EventKind::delivered, at, {0}, "250 taken"),
                                 event(EventKind::deferred, at, {1}, "451 busy\n451 ver\x1b[2Jy"),
                                 event(EventKind::failed, at, {2}, "550 no"), event(EventKind::told, at, {2}),
                                 event(EventKind::next, at + std::chrono::minutes{5})});
        clock_.at += std::chrono::minutes{1};
        return claim->name.id;
    }
    static QueueOptions in_json(std::vector<std::string> ids) {
        auto options = of_ids(std::move(ids));
        options.json = true;
        return options;
    }
};

TEST_F(QueueShow, TellsEverythingButSecrets) {
    const auto id = put_with_everything();
    const auto said = run(show_entries, of_ids({id}));
    EXPECT_EQ(said.status, ExitStatus::ok);
    EXPECT_EQ(said.out, "id         " + id +
                            "\n"
                            "place      queue\n"
                            "size       20 bytes\n"
                            "accepted   2026-11-25T12:00:00Z (1m ago)\n"
                            "tries      1, the last 2026-11-25T12:00:10Z (50s ago)\n"
                            "next try   2026-11-25T12:05:10Z (in 4m)\n"
                            "route      account smtps://ann@mx.test\n"
                            "setting    server smtps://ann@mx.test\n"
                            "setting    password-command (not shown)\n"
                            "domain     a.test\n"
                            "service    notify FAILURE\n"
                            "service    require-tls\n"
                            "from       <ann@a.test>\n"
                            "to         <bob@b.test> delivered\n"
                            "           2026-11-25T12:00:10Z  mx.b.test:25 said 250 taken\n"
                            "to         <eve@b.test> open\n"
                            "           2026-11-25T12:00:10Z  mx.b.test:25 said 451 busy\n"
                            "           2026-11-25T12:00:10Z  mx.b.test:25 said 451 ver\\x1b[2Jy\n"
                            "to         <joe@b.test> failed, the sender was told\n"
                            "           2026-11-25T12:00:10Z  mx.b.test:25 said 550 no\n");
}

TEST_F(QueueShow, NamesTheServerOnce) {
    spool::Event deferred{EventKind::deferred, queue_.now(), {0}, "mx.b.test:25: cannot connect", {},
                          "mx.b.test:25",      false};
    const auto id = put({"bob@b.test"}, {deferred});
    EXPECT_THAT(run(show_entries, of_ids({id})).out, HasSubstr("2026-11-25T12:00:00Z  mx.b.test:25: cannot connect\n"));
}

TEST_F(QueueShow, TellsTheSameInJson) {
    const auto id = put_with_everything();
    const auto said = run(show_entries, in_json({id}));
    EXPECT_THAT(said.out, Not(HasSubstr("hunter2")));
    const auto entry = nlohmann::json::parse(said.out)["entries"][0];
    EXPECT_EQ(entry["settings"][1], nlohmann::json::parse(R"j({"name":"password-command","value":"(not shown)"})j"));
    EXPECT_EQ(entry["services"], nlohmann::json::parse(R"({"notify":"FAILURE","require_tls":true})"));
    EXPECT_EQ(entry["last_try"], "2026-11-25T12:00:10Z");
    EXPECT_EQ(entry["recipients"][0]["state"], "delivered");
    EXPECT_EQ(entry["recipients"][2]["state"], "failed");
    EXPECT_EQ(entry["recipients"][2]["told"], true);
}

TEST_F(QueueShow, TellsWhyItWaits) {
    const auto id = put({"bob@b.test"}, {event(EventKind::held, queue_.now(), {}, "the sender crashed three times")});
    ASSERT_TRUE(accounts_.write({"work", true, queue_.now(), {}, 1, "535 no"}));
    const auto said = run(show_entries, of_ids({id}));
    EXPECT_THAT(said.out, HasSubstr("\nheld       the sender crashed three times\n"));
    EXPECT_THAT(said.out, HasSubstr("\naccount    held since 2026-11-25T12:00:00Z: 535 no\n"));
    EXPECT_EQ(nlohmann::json::parse(run(show_entries, in_json({id})).out)["entries"][0]["held_why"],
              "the sender crashed three times");
}

TEST_F(QueueShow, WritesTheMessageWithoutWhatStandsBehindIt) {
    const auto id = put();
    const auto claim = claimed(id); // another works on it
    auto options = of_ids({id});
    options.message = true;
    EXPECT_EQ(run(show_entries, options).out, "Subject: x\n\ntext\n");
    options.json = true;
    EXPECT_EQ(run(show_entries, options).status, ExitStatus::usage);
    options.json = false;
    options.ids.push_back(put());
    EXPECT_EQ(run(show_entries, options).status, ExitStatus::usage);
}

TEST_F(QueueShow, EscapesTheMessageForATerminal) {
    content_ = "Subject: x\r\n\r\n\x1b[2J\r\n";
    auto options = of_ids({put()});
    options.message = true;
    EXPECT_EQ(run(show_entries, options).out, "Subject: x\n\n\x1b[2J\n");
    terminal_ = true;
    EXPECT_EQ(run(show_entries, options).out, "Subject: x\n\n\\x1b[2J\n");
}

TEST_F(QueueShow, SaysWhereElseItIs) {
    const auto waiting = put(), failed = put_failed();
    auto said = run(show_entries, of_ids({failed}));
    EXPECT_EQ(said.status, ExitStatus::no_input);
    EXPECT_EQ(said.out, "");
    EXPECT_EQ(said.errors, "posthaste: no message " + failed + " is in the queue; it was given up: add --failed\n");
    auto options = of_ids({failed});
    options.failed = true;
    EXPECT_THAT(run(show_entries, options).out, HasSubstr("\nplace      failed: given up\n"));
    EXPECT_THAT(run(show_entries, options).out, Not(HasSubstr("next try")));
    options.ids = {waiting};
    EXPECT_THAT(run(show_entries, options).errors, HasSubstr("it waits in the queue: leave out --failed\n"));
    EXPECT_EQ(nlohmann::json::parse(run(show_entries, in_json({"7777"})).out),
              nlohmann::json::parse(R"({"exit_status":66,"entries":[],"missing":["7777"]})"));
}

TEST_F(QueueShow, NeedsAnIdAndAWholeFile) {
    EXPECT_EQ(run(show_entries, {}).status, ExitStatus::usage);
    const auto id = put();
    damage(id);
    const auto said = run(show_entries, of_ids({id}));
    EXPECT_EQ(said.status, ExitStatus::data);
    EXPECT_EQ(said.errors, "posthaste: " + id + ".20 is damaged: there is no whole envelope behind the message\n");
    const auto json = nlohmann::json::parse(run(show_entries, in_json({id})).out);
    EXPECT_EQ(json["exit_status"], 65);
    EXPECT_EQ(json["error"]["kind"], "data");
}

} // namespace
} // namespace posthaste::app
