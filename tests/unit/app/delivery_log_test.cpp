// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "delivery_log.hpp"
#include "logged_message.hpp"
#include "submission_log.hpp"
#include "support/log_socket.hpp"
#include "unit/spool/spool_fakes.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace posthaste::app {
namespace {

using delivery::Verdict;
using smtp::Phase;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class DeliveryLogTest : public testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return directory_.path() + "/mail.log"; }
    [[nodiscard]] std::string text() const {
        std::ifstream stream(path());
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    [[nodiscard]] DeliveryLog file_log() const { return {{.syslog = false, .file = path()}, clock_, socket_.path()}; }
    [[nodiscard]] DeliveryLog system_log() const { return {{.syslog = true, .file = {}}, clock_, socket_.path()}; }

    const config::TemporaryDirectory directory_;
    const test::LogSocket socket_;
    spool::ManualClock clock_;
    LoggedMessage message_{.queue_id = "abc",
                           .message_id = "<1@a.test>",
                           .account = "work",
                           .sender = "ann@a.test",
                           .size_bytes = 131,
                           .uid = 1000,
                           .accepted = clock_.now() - std::chrono::milliseconds{2500}};
};

TEST_F(DeliveryLogTest, WritesNothingUnlessAsked) {
    DeliveryLog off;
    EXPECT_FALSE(off.on());
    off.write(message_, fate_of(delivered("bob@b.test"), false));
    off.write_note("words");
    EXPECT_FALSE(off.take_trouble());
    EXPECT_FALSE(DeliveryLog({}, clock_, socket_.path()).on());
}

TEST_F(DeliveryLogTest, WritesALineARecipient) {
    auto log = file_log();
    EXPECT_TRUE(log.on());
    auto encrypted = delivered("bob@b.test");
    encrypted.tls = {"TLSv1.3", "TLS_AES_256_GCM_SHA384"};
    log.write(message_, fate_of(encrypted, false));
    EXPECT_EQ(text(), "time=2026-11-25T12:00:00Z status=delivered queue_id=abc message_id=<1@a.test> account=work "
                      "relay=mx.test:587 tls=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 sender=ann@a.test "
                      "recipient=bob@b.test code=250 reply=\"2.0.0 taken\" delay=2.500 size=131 uid=1000\n");
    EXPECT_THAT(socket_.take(), IsEmpty());
}

TEST_F(DeliveryLogTest, SpeaksToTheSystemByHowBadItIs) {
    auto log = system_log();
    log.write(message_, fate_of(delivered("bob@b.test"), false));
    log.write(message_, fate_of(replied("bob@b.test", Phase::rcpt, reply(450, {"later"})), true));
    log.write(message_, fate_of(replied("bob@b.test", Phase::rcpt, reply(550, {"no"})), false));
    log.write_queued(message_, "bob@b.test", "xyz");
    log.write_note("account work is held");
    EXPECT_THAT(socket_.take(), AllOf(StartsWith("<22>Nov 25 "), HasSubstr("]: status=delivered queue_id=abc"),
                                      HasSubstr(" tls=none "), Not(HasSubstr("time="))));
    EXPECT_THAT(socket_.take(),
                AllOf(StartsWith("<21>"), HasSubstr("status=deferred"), HasSubstr("code=450 reply=later")));
    EXPECT_THAT(socket_.take(), AllOf(StartsWith("<20>"), HasSubstr("status=rejected")));
    EXPECT_THAT(socket_.take(), AllOf(StartsWith("<22>"), HasSubstr("status=queued"), HasSubstr("report_of=xyz")));
    EXPECT_THAT(socket_.take(), AllOf(StartsWith("<21>"), EndsWith("status=note note=\"account work is held\"")));
    EXPECT_THAT(socket_.take(), IsEmpty());
}

TEST_F(DeliveryLogTest, GoesToBoth) {
    DeliveryLog log({.syslog = true, .file = path(), .format = config::LogFormat::json}, clock_, socket_.path());
    log.write(message_, fate_of(delivered("bob@b.test"), false));
    EXPECT_THAT(text(), StartsWith("{\"time\":\"2026-11-25T12:00:00Z\",\"status\":\"delivered\","));
    EXPECT_THAT(socket_.take(), HasSubstr("]: {\"status\":\"delivered\","));
}

TEST_F(DeliveryLogTest, TellsOfItsTroubleOnceAndGoesOn) {
    DeliveryLog log({.syslog = true, .file = path()}, clock_, directory_.path() + "/none");
    log.write(message_, fate_of(delivered("bob@b.test"), false));
    log.write(message_, fate_of(delivered("cat@b.test"), false));
    const auto trouble = log.take_trouble();
    ASSERT_TRUE(trouble);
    EXPECT_THAT(trouble->message, StartsWith("no system log at"));
    EXPECT_FALSE(log.take_trouble());
    EXPECT_THAT(text(), AllOf(HasSubstr("bob@b.test"), HasSubstr("cat@b.test"))) << "the file is as good as before";
}

TEST_F(DeliveryLogTest, IsNotReadableByOthers) {
    file_log().write_note("words");
    struct stat status{};
    ASSERT_EQ(::stat(path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(LoggedFate, SaysWhatHappensNext) {
    const auto refused = replied("bob@b.test", Phase::auth, reply(535, {"no"}));
    EXPECT_EQ(fate_of(refused, false).status, LogStatus::rejected);
    EXPECT_EQ(fate_of(refused, true).status, LogStatus::deferred) << "it waits for the account to be mended";
    const Error lost{ErrorKind::connection, "the connection was lost", 0};
    const auto unknown = fate_of(failed("bob@b.test", Verdict::unknown, Phase::end_of_data, lost), true);
    EXPECT_EQ(unknown.status, LogStatus::unknown);
    EXPECT_EQ(unknown.error, lost.message);
    EXPECT_EQ(unknown.code, 0);
}

TEST(LoggedMessage, HasTheFirstMessageIdOfTheHeader) {
    const spool::SpoolDirectory directory;
    const auto id = [&](const std::string& content) {
        const auto facts = spool::entry_of(content, {}).facts;
        return message_id_in(spool::content_in(directory.path(), content).get(), facts);
    };
    EXPECT_EQ(id("message-ID:\r\n <1@a.test>\r\nMessage-ID: <2@a.test>\r\n\r\nMessage-ID: <3@a.test>\r\n"),
              "<1@a.test>");
    EXPECT_EQ(id("Subject: x\r\n\r\nMessage-ID: <3@a.test>\r\n"), "");
}

TEST(LoggedMessage, NamesTheServerWithoutItsLogin) {
    const spool::SpoolDirectory directory;
    SystemFileOps files;
    spool::ManualClock clock;
    spool::CountingIds ids;
    spool::Queue queue{directory.queue(), files, clock, ids};
    const std::string content = "Message-ID: <1@a.test>\r\n\r\ntext\r\n";
    auto entry = spool::entry_of(content, {"bob@b.test"});
    entry.accepted = queue.now();
    const auto put = [&] { return queue.put(entry, spool::content_in(directory.path(), content)); };
    auto claim = put();
    ASSERT_TRUE(claim);
    EXPECT_EQ(logged(*claim).account, "work");
    EXPECT_EQ(logged(*claim).queue_id, claim->name.id);
    EXPECT_EQ(logged(*claim).message_id, "<1@a.test>");
    EXPECT_EQ(logged(*claim).sender, "ann@a.test");
    EXPECT_EQ(logged(*claim).accepted, clock.now());
    entry.route = "AKIA@x@mail.test:465";
    entry.settings = {{"server", "smtps://AKIA%40x@mail.test"}};
    entry.envelope.sender.reset();
    claim = put();
    ASSERT_TRUE(claim);
    EXPECT_EQ(logged(*claim).account, "mail.test:465");
    EXPECT_EQ(logged(*claim).sender, "<>");
    entry.route = entry.settings[0].value = "me@home.test"; // an account may be called so
    entry.settings[0].name = "account";
    claim = put();
    ASSERT_TRUE(claim);
    EXPECT_EQ(logged(*claim).account, "me@home.test");
}

// What is wrong with a message is said in words that quote it.
TEST_F(DeliveryLogTest, DoesNotQuoteWhatWasRefused) {
    SubmissionLog log;
    log.refused({ErrorKind::config, "no log yet", 0}, {"bob@b.test"}, 1000);
    log.log() = file_log();
    log.refused({ErrorKind::data, "header line \"Subject: secret\" holds a NUL", 0}, {"bob@b.test"}, 1000);
    log.refused({ErrorKind::usage, "--subject \"secret\"", 0}, {}, 1000);
    log.refused({ErrorKind::no_space, "no room in /tmp", 0}, {"bob@b.test", "cat@b.test"}, 1000);
    EXPECT_EQ(text(),
              "time=2026-11-25T12:00:00Z status=refused recipient=bob@b.test error=data uid=1000\n"
              "time=2026-11-25T12:00:00Z status=refused error=usage uid=1000\n"
              "time=2026-11-25T12:00:00Z status=refused recipient=bob@b.test error=\"no room in /tmp\" uid=1000\n"
              "time=2026-11-25T12:00:00Z status=refused recipient=cat@b.test error=\"no room in /tmp\" uid=1000\n");
}

} // namespace
} // namespace posthaste::app
