// SPDX-License-Identifier: MIT
#include "queue_fakes.hpp"

#include <posthaste/base/text.hpp>

#include <fstream>
#include <nlohmann/json.hpp>

namespace posthaste::app {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class QueueList : public QueueTest {
  protected:
    std::vector<spool::Event> busy(std::size_t recipients, const std::string& words) {
        std::vector<std::size_t> all(recipients);
        for (std::size_t i = 0; i < recipients; ++i)
            all[i] = i;
        return {event(EventKind::tried, queue_.now()), event(EventKind::deferred, queue_.now(), all, words),
                event(EventKind::next, queue_.now() + std::chrono::minutes{5})};
    }
    void hold_account(const std::string& words) {
        ASSERT_TRUE(accounts_.write({"work", true, queue_.now(), {}, 1, words}));
    }
};

TEST_F(QueueList, SaysThatItIsEmpty) {
    const auto said = run(list_queue, {});
    EXPECT_EQ(said.status, ExitStatus::ok);
    EXPECT_EQ(said.out, "Mail queue is empty\n");
    EXPECT_EQ(said.errors, "");
    EXPECT_EQ(run(list_classic, {}).out, "Mail queue is empty\n");
    EXPECT_EQ(nlohmann::json::parse(run(list_queue,
                                        [] {
                                            QueueOptions options;
                                            options.json = true;
                                            return options;
                                        }())
                                        .out),
              nlohmann::json::parse(
                  R"({"exit_status":0,"entries":[],"missing":[],"damaged":[],"foreign":[],"accounts":[]})"));
}

TEST_F(QueueList, ShowsALineForEach) {
    const auto first = put({"bob@b.test", "eve@b.test", "joe@b.test"}, busy(3, "451 4.3.2 busy"));
    const auto second = put({"x@c.test"}, {event(EventKind::held, queue_.now(), {}, "by hand")});
    clock_.at += std::chrono::minutes{3} + std::chrono::seconds{1};
    const auto said = run(list_queue, {});
    EXPECT_EQ(said.out, "ID                AGE  SIZE  FROM        TO             TRIES  NEXT   LAST WORDS\n" + first +
                            "  3m   20    ann@a.test  bob@b.test +2  1      in 1m  451 4.3.2 busy\n" + second +
                            "  3m   20    ann@a.test  x@c.test       0      held   by hand\n");
    EXPECT_EQ(said.errors, "");
}

TEST_F(QueueList, LeavesOutWhoHasIt) {
    put({"bob@b.test", "eve@b.test"}, {event(EventKind::delivered, queue_.now(), {0}, "250 ok"),
                                       event(EventKind::deferred, queue_.now(), {1}, "451 later")});
    const auto said = run(list_queue, {});
    EXPECT_THAT(said.out, HasSubstr("  eve@b.test  "));
    EXPECT_THAT(said.out, HasSubstr("451 later"));
    EXPECT_THAT(said.out, Not(HasSubstr("bob@b.test")));
}

TEST_F(QueueList, CutsLongWordsAndEscapesThem) {
    put({"bob@b.test"}, busy(1, "451 a\x1b[2Jb\nc" + std::string(100, 'x')));
    const auto said = run(list_queue, {});
    EXPECT_THAT(said.out, EndsWith("  451 a\\x1b[2Jb c" + std::string(60 - 15 - 3, 'x') + "...\n"));
}

// Columns, not octets: what comes after a name in Cyrillic or Chinese stands below its heading.
TEST_F(QueueList, AlignsWhatIsNotAscii) {
    put({"\u043f\u043e\u0447\u0442\u0430@b.test"});
    put({"\u4f60\u597d\u4f60@b.test"});
    const auto out = run(list_queue, {}).out;
    EXPECT_THAT(out, HasSubstr("  TO             TRIES  NEXT  LAST WORDS\n"));
    EXPECT_THAT(out, HasSubstr("\u0430@b.test   0      now\n"));
    EXPECT_THAT(out, HasSubstr("\u4f60@b.test  0      now\n"));
}

TEST_F(QueueList, GivesTheLastWordsWhatATerminalHasLeft) {
    put({"bob@b.test"}, busy(1, "451 " + std::string(100, 'x')));
    columns_ = 100;
    for (const auto line : split(run(list_queue, {}).out, '\n'))
        EXPECT_LE(line.size(), 100U);
    EXPECT_THAT(run(list_queue, {}).out, HasSubstr("  in 4m  451 " + std::string(26, 'x') + "...\n"));
    columns_ = 200;
    EXPECT_THAT(run(list_queue, {}).out, EndsWith("  451 " + std::string(100, 'x') + "\n"));
}

TEST_F(QueueList, PutsTheLastWordsBelowWhereATerminalIsNarrow) {
    const auto id = put({"somebody-with-a-name@a-long-domain.test", "eve@b.test"}, busy(2, "451 4.3.2 try later"));
    put();
    columns_ = 80;
    const auto out = run(list_queue, {}).out;
    for (const auto line : split(out, '\n'))
        EXPECT_LE(line.size(), 80U) << line;
    EXPECT_THAT(out, HasSubstr("  NEXT\n" + id + "  0s   20    ann@a.test  somebody-with-a-nam... +1  "));
    EXPECT_THAT(out, HasSubstr("\n  451 4.3.2 try later\n")) << "and nothing below one who has none";
    columns_ = 40;
    EXPECT_THAT(run(list_queue, {}).out, HasSubstr("  somebo... +1  1 ")) << "no less, though it does not fit";
    columns_ = 0;
    EXPECT_THAT(run(list_queue, {}).out, HasSubstr("  somebody-with-a-name@a-long-domain.test +1  1 "));
}

TEST_F(QueueList, SaysWhenInDaysByDate) {
    const auto at = [this](std::chrono::hours later) { return event(EventKind::next, queue_.now() + later); };
    put({"a@b.test"}, {at(std::chrono::hours{23})});
    put({"b@b.test"}, {at(std::chrono::hours{54})});
    put({"c@b.test"}, {at(std::chrono::hours{24 * 60})});
    put({"d@b.test"}, {at(std::chrono::hours{-1})});
    const auto said = run(list_queue, {});
    EXPECT_THAT(said.out, HasSubstr("  in 22h\n"));
    EXPECT_THAT(said.out, HasSubstr("  27 Nov 18:00\n"));
    EXPECT_THAT(said.out, HasSubstr("  24 Jan 2027 12:00\n"));
    EXPECT_THAT(said.out, HasSubstr("  now\n"));
}

TEST_F(QueueList, IsLoudAboutAnAccountThatIsHeld) {
    put({"bob@b.test"}, busy(1, "451 busy"));
    clock_.at += std::chrono::minutes{1};
    hold_account("535 5.7.8 wrong\x1b password");
    const auto said = run(list_queue, {});
    EXPECT_THAT(said.out, HasSubstr("  account held  535 5.7.8 wrong\\x1b password\n"));
    EXPECT_EQ(said.errors, "posthaste: account work is held since 2026-11-25T12:01:00Z, its messages wait: 535 5.7.8 "
                           "wrong\\x1b password; when that is mended: posthaste queue release --account work\n");
    QueueOptions quiet;
    quiet.quiet = true;
    EXPECT_EQ(run(list_queue, quiet).errors, "");
}

TEST_F(QueueList, SaysWhyAnAccountIsOutOfReach) {
    put({"bob@b.test"}, busy(1, "451 busy"));
    clock_.at += std::chrono::minutes{1};
    const auto later = queue_.now() + std::chrono::hours{2};
    ASSERT_TRUE(accounts_.write({"work", false, queue_.now(), later, 3, "cannot connect to mx:25"}));
    put({"bob@b.test"}, {}, "other");
    const auto said = run(list_queue, {});
    EXPECT_THAT(said.out, HasSubstr("  in 1h  cannot connect to mx:25\n"));
    EXPECT_THAT(said.out, EndsWith("  now\n")) << "another account's";
    EXPECT_EQ(said.errors, "");
}

TEST_F(QueueList, ShowsWhatIsDamagedOrForeignAndGoesOn) {
    const auto first = put(), second = put();
    damage(first);
    std::ofstream(directory_.queue() + "/queue/junk\x1b[2J") << "x";
    const auto said = run(list_queue, {});
    EXPECT_EQ(said.status, ExitStatus::ok);
    EXPECT_THAT(said.out, HasSubstr(first));
    EXPECT_THAT(said.out, HasSubstr("damaged: there is no whole envelope behind the message\n"));
    EXPECT_THAT(said.out, HasSubstr("\n" + second));
    EXPECT_THAT(said.out, EndsWith("junk\\x1b[2J is no message: " + directory_.queue() + "/queue/junk\\x1b[2J\n"));
    const auto classic = run(list_classic, {});
    EXPECT_THAT(classic.out, HasSubstr("\t\t (damaged: there is no whole envelope behind the message)\n"));
    EXPECT_THAT(classic.out, EndsWith("\t\tTotal requests: 2\n-- 0 Kbytes in 2 Requests.\n"));
}

TEST_F(QueueList, ShowsThoseThatFit) {
    const auto first = put({"bob@b.test"}), second = put({"eve@c.test"});
    QueueOptions options;
    options.recipients = {"*@c.test"};
    EXPECT_THAT(run(list_queue, options).out, Not(HasSubstr(first)));
    EXPECT_THAT(run(list_queue, options).out, HasSubstr(second));
    options.recipients = {"*@d.test"};
    const auto none = run(list_queue, options);
    EXPECT_EQ(none.status, ExitStatus::no_input);
    EXPECT_EQ(none.out, "");
    EXPECT_EQ(none.errors, "posthaste: no message fits\n");
    const auto missing = run(list_queue, of_ids({first, "7777"}));
    EXPECT_EQ(missing.status, ExitStatus::no_input);
    EXPECT_THAT(missing.out, HasSubstr(first));
    EXPECT_EQ(missing.errors, "posthaste: no message 7777 is in the queue\n");
}

TEST_F(QueueList, ShowsThoseGivenUp) {
    put();
    const auto id = put_failed({"bob@b.test", "eve@b.test"});
    QueueOptions options;
    options.failed = true;
    const auto said = run(list_queue, options);
    EXPECT_THAT(said.out,
                HasSubstr("\n" + id + "  0s   20    ann@a.test  bob@b.test  1      -     550 5.1.1 no such user\n"));
    ASSERT_TRUE(queue_.remove(Place::failed, claimed(id, Place::failed)));
    EXPECT_EQ(run(list_queue, options).out, "No message has failed\n");
}

TEST_F(QueueList, UsesColourWhereItIsShown) {
    colour_ = true;
    put({"bob@b.test"}, {event(EventKind::held, queue_.now(), {}, "by hand")});
    const auto said = run(list_queue, {});
    EXPECT_THAT(said.out, testing::StartsWith("\x1b[1mID "));
    EXPECT_THAT(said.out, HasSubstr("LAST WORDS\x1b[0m\n\x1b[33m"));
    EXPECT_THAT(said.out, EndsWith("by hand\x1b[0m\n"));
}

TEST_F(QueueList, IsWholeInJson) {
    const auto id = put({"bob@b.test", "eve@b.test"}, busy(1, "451 4.3.2 busy\n451 very"));
    hold_account("535 no");
    QueueOptions options;
    options.json = true;
    const auto said = run(list_queue, options);
    const auto object = nlohmann::json::parse(said.out);
    const auto& entry = object["entries"][0];
    EXPECT_EQ(entry["id"], id);
    EXPECT_EQ(entry["place"], "queue");
    EXPECT_EQ(entry["accepted"], "2026-11-25T12:00:00Z");
    EXPECT_EQ(entry["next_try"], "2026-11-25T12:05:00Z");
    EXPECT_EQ(entry["size"], 20);
    EXPECT_EQ(entry["sender"], "ann@a.test");
    EXPECT_EQ(entry["tries"], 1);
    EXPECT_EQ(entry["held"], false);
    EXPECT_EQ(entry["recipients"][0]["state"], "open");
    EXPECT_EQ(entry["recipients"][0]["words"], "451 4.3.2 busy\n451 very");
    EXPECT_EQ(entry["recipients"][0]["remote"], "mx.b.test:25");
    EXPECT_EQ(entry["recipients"][1], nlohmann::json::parse(R"({"address":"eve@b.test","state":"open"})"));
    EXPECT_EQ(object["accounts"][0]["route"], "work");
    EXPECT_EQ(object["accounts"][0]["held"], true);
    EXPECT_EQ(object["accounts"][0]["words"], "535 no");
}

TEST_F(QueueList, FailsWhenItCannotBeRead) {
    std::filesystem::remove_all(directory_.queue() + "/queue");
    std::ofstream(directory_.queue() + "/queue") << "x";
    const auto said = run(list_queue, {});
    EXPECT_EQ(said.status, ExitStatus::io_error);
    EXPECT_THAT(said.errors, HasSubstr("posthaste: "));
    EXPECT_EQ(run(list_classic, {}).status, ExitStatus::io_error) << "not empty: nobody knows";
}

// What monitors parse is this, character by character.
TEST_F(QueueList, HasTheClassicForm) {
    const auto first = put({"bob@b.test", "eve@b.test"}, busy(2, "451 4.3.2 busy,\r\ntry later"));
    content_ += std::string(2000, 'x') + "\r\n";
    const auto second = put({"joe@b.test"}, {event(EventKind::held, queue_.now(), {}, "by hand")});
    const auto said = run(list_classic, {});
    EXPECT_EQ(said.out, "\t\t" + directory_.queue() +
                            "/queue (2 requests)\n"
                            "-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------\n" +
                            first + "       20 Wed Nov 25 12:00 <ann@a.test>\n" +
                            "\t\t (Deferred: 451 4.3.2 busy,  try later)\n"
                            "\t\t\t\t\t <bob@b.test>\n"
                            "\t\t\t\t\t <eve@b.test>\n" +
                            second + "!    2022 Wed Nov 25 12:00 <ann@a.test>\n" +
                            "\t\t (held: by hand)\n"
                            "\t\t\t\t\t <joe@b.test>\n"
                            "\t\tTotal requests: 2\n"
                            "-- 1 Kbytes in 2 Requests.\n");
}

TEST_F(QueueList, NamesTheNullSenderClassically) {
    auto entry = spool::entry_of(content_, {"bob@b.test"});
    entry.envelope.sender.reset();
    entry.accepted = queue_.now();
    ASSERT_TRUE(queue_.put(entry, spool::content_in(queue_.draft_directory(), content_)));
    const auto said = run(list_classic, {});
    EXPECT_THAT(said.out, HasSubstr(" 12:00 MAILER-DAEMON\n"));
    EXPECT_THAT(said.out, HasSubstr("(1 request)\n"));
    EXPECT_THAT(said.out, EndsWith("-- 0 Kbytes in 1 Request.\n"));
    EXPECT_THAT(run(list_queue, {}).out, HasSubstr("  <>    bob@b.test"));
}

TEST_F(QueueList, IsLoudClassicallyToo) {
    put();
    hold_account("535 no");
    const auto said = run(list_classic, {});
    EXPECT_THAT(said.out, HasSubstr("\t\t (account work is held: 535 no)\n"));
    EXPECT_THAT(said.errors, HasSubstr("queue release --account work"));
}

} // namespace
} // namespace posthaste::app
