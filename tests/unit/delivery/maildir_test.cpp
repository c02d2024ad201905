// SPDX-License-Identifier: MIT
#include "local_fakes.hpp"

#include <posthaste/delivery/maildir.hpp>

#include <algorithm>
#include <gmock/gmock.h>

namespace posthaste::delivery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* content = "Subject: x\r\n\r\nFrom here\r\n";
constexpr const char* stored = "Return-Path: <sender@a.test>\nSubject: x\n\nFrom here\n";

TEST(MaildirName, HasSecondsUniqueIdAndHost) {
    EXPECT_EQ(maildir_name(LocalClock().now(), "id1", "host.test"),
              std::string(local_clock_seconds) + ".id1.host.test");
}

TEST(MaildirName, ReplacesWhatAFileNameOrAReaderCannotTake) {
    EXPECT_THAT(maildir_name({}, "id1", "a/b:c"), testing::EndsWith(".id1.a\\057b\\072c"));
}

TEST(Maildir, IsMadeWhenItIsMissing) {
    const LocalDirectory home;
    SystemFileOps files;
    const auto delivered = deliver_to_maildir(files, home.path() + "/Maildir", "m1", local_message(content));
    ASSERT_TRUE(delivered) << delivered.error().message;
    EXPECT_EQ(home.text("Maildir/new/m1"), stored);
    EXPECT_THAT(home.names("Maildir/tmp"), IsEmpty());
    for (const auto* part : {"Maildir", "Maildir/tmp", "Maildir/new", "Maildir/cur"})
        EXPECT_EQ(std::filesystem::status(home.path(part)).permissions(), std::filesystem::perms::owner_all) << part;
}

TEST(Maildir, GetsAPartThatIsMissing) {
    const LocalDirectory home;
    std::filesystem::create_directories(home.path("Maildir/tmp"));
    SystemFileOps files;
    ASSERT_TRUE(deliver_to_maildir(files, home.path() + "/Maildir", "m1", local_message(content)));
    EXPECT_EQ(home.text("Maildir/new/m1"), stored);
    EXPECT_THAT(home.names("Maildir/tmp"), IsEmpty());
}

TEST(Maildir, SyncsTheFileBeforeTheLinkAndTheDirectoryAfterIt) {
    const LocalDirectory home;
    SystemFileOps files;
    ASSERT_TRUE(deliver_to_maildir(files, home.path() + "/Maildir", "m1", local_message(content)));
    FailingFileOps recorded;
    ASSERT_TRUE(deliver_to_maildir(recorded, home.path() + "/Maildir", "m2", local_message(content)));
    const auto maildir = home.path("Maildir");
    EXPECT_THAT(recorded.calls(), ElementsAre("open " + maildir + "/tmp/m2", "write", "write", "sync", "close",
                                              "link " + maildir + "/new/m2", "sync_directory " + maildir + "/new",
                                              "unlink " + maildir + "/tmp/m2"));
}

TEST(Maildir, IsNotMadeWhereThereIsNoHome) {
    SystemFileOps files;
    const auto delivered = deliver_to_maildir(files, "/nonexistent/Maildir", "m1", local_message(content));
    ASSERT_FALSE(delivered);
    EXPECT_EQ(delivered.error().kind, ErrorKind::cannot_create);
    EXPECT_THAT(delivered.error().message, HasSubstr("cannot create /nonexistent/Maildir: No such file"));
}

TEST(Maildir, NeverReplacesAMessage) {
    const LocalDirectory home;
    SystemFileOps files;
    ASSERT_TRUE(deliver_to_maildir(files, home.path() + "/Maildir", "m1", local_message(content)));
    const auto again = deliver_to_maildir(files, home.path() + "/Maildir", "m1", local_message("other\r\n"));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().os_errno, EEXIST);
    EXPECT_EQ(home.text("Maildir/new/m1"), stored);
    EXPECT_THAT(home.names("Maildir/tmp"), IsEmpty());
}

TEST(Maildir, LeavesNothingWhenTheMessageCannotBeReadToItsEnd) {
    const LocalDirectory home;
    SystemFileOps files;
    auto message = local_message(content);
    message.facts.size_bytes += 1;
    const auto delivered = deliver_to_maildir(files, home.path() + "/Maildir", "m1", message);
    ASSERT_FALSE(delivered);
    EXPECT_THAT(delivered.error().message, HasSubstr("the message ends after"));
    EXPECT_THAT(home.names("Maildir/new"), IsEmpty());
    EXPECT_THAT(home.names("Maildir/tmp"), IsEmpty());
}

bool has_call(const FailingFileOps& files, const std::string& start) {
    return std::ranges::any_of(files.calls(), [&](const std::string& call) { return call.starts_with(start); });
}

// Whatever fails, once each: a success means a synced whole message, a failure means that new/ is as it was.
void fail_every_call(bool maildir_exists, int os_errno) {
    for (int fail_at = 1;; ++fail_at) {
        const LocalDirectory home;
        if (maildir_exists) {
            for (const auto* part : {"Maildir/tmp", "Maildir/new", "Maildir/cur"})
                std::filesystem::create_directories(home.path(part));
        }
        FailingFileOps files(fail_at, os_errno);
        const auto delivered = deliver_to_maildir(files, home.path() + "/Maildir", "m1", local_message(content));
        if (!files.failed()) {
            ASSERT_TRUE(delivered);
            EXPECT_GE(fail_at, 9);
            return;
        }
        SCOPED_TRACE(files.calls().at(static_cast<std::size_t>(fail_at - 1)));
        if (!delivered) {
            EXPECT_THAT(home.names("Maildir/new"), IsEmpty());
            EXPECT_THAT(delivered.error().message, HasSubstr("injected"));
            continue;
        }
        EXPECT_EQ(home.text("Maildir/new/m1"), stored);
        EXPECT_TRUE(has_call(files, "sync") && has_call(files, "sync_directory " + home.path("Maildir/new")));
    }
}

TEST(MaildirFailures, NeverLeaveAPartOfAMessage) { fail_every_call(true, EIO); }
TEST(MaildirFailures, NeverLeaveAPartOfAMessageInANewMaildir) { fail_every_call(false, EIO); }

TEST(MaildirFailures, AreToldFromAFullDisk) {
    const LocalDirectory home;
    std::filesystem::create_directories(home.path("Maildir/tmp"));
    FailingFileOps files(2, ENOSPC);
    const auto delivered = deliver_to_maildir(files, home.path() + "/Maildir", "m1", local_message(content));
    ASSERT_FALSE(delivered);
    EXPECT_EQ(delivered.error().kind, ErrorKind::no_space);
    EXPECT_THAT(home.names("Maildir/tmp"), IsEmpty());
}

} // namespace
} // namespace posthaste::delivery
