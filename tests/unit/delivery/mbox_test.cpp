// SPDX-License-Identifier: MIT
#include "local_fakes.hpp"
#include "mbox.hpp"

#include <gmock/gmock.h>

namespace posthaste::delivery {
namespace {

using testing::HasSubstr;

constexpr const char* content = "Subject: x\r\n\r\nFrom here\r\n";
constexpr const char* entry = "From sender@a.test Mon Nov  2 01:01:01 2026\n"
                              "Return-Path: <sender@a.test>\n"
                              "Subject: x\n"
                              "\n"
                              ">From here\n"
                              "\n";
constexpr const char* before = "From x Mon Nov  2 01:01:01 2026\n\nold\n\n";

MboxTarget target(const std::string& path) { return {path, ::geteuid(), std::chrono::milliseconds{0}}; }

Status deliver(FileOps& files, const std::string& path) {
    return deliver_to_mbox(files, target(path), LocalClock().now(), local_message(content));
}

void expect_refused(const Status& delivered, const std::string& message) {
    ASSERT_FALSE(delivered);
    EXPECT_THAT(delivered.error().message, HasSubstr(message));
}

TEST(Mbox, GetsTheMessageAtItsEnd) {
    const LocalDirectory spool;
    const auto path = spool.file("ann", before);
    SystemFileOps files;
    const auto delivered = deliver(files, path);
    ASSERT_TRUE(delivered) << delivered.error().message;
    EXPECT_EQ(spool.text("ann"), std::string(before) + entry);
    EXPECT_THAT(spool.names(""), testing::ElementsAre("ann")); // no lock is left
}

TEST(Mbox, IsNotMade) {
    const LocalDirectory spool;
    SystemFileOps files;
    expect_refused(deliver(files, spool.path("ann")), "No such file");
    EXPECT_THAT(spool.names(""), testing::IsEmpty());
}

TEST(Mbox, IsNotFollowedWhenItIsALink) {
    const LocalDirectory spool;
    const auto victim = spool.file("victim", before);
    std::filesystem::create_symlink(victim, spool.path("ann"));
    SystemFileOps files;
    expect_refused(deliver(files, spool.path("ann")), "symbolic links");
    EXPECT_EQ(spool.text("victim"), before);
}

TEST(Mbox, IsRefusedWhenItHasTwoNames) {
    const LocalDirectory spool;
    std::filesystem::create_hard_link(spool.file("victim", before), spool.path("ann"));
    SystemFileOps files;
    expect_refused(deliver(files, spool.path("ann")), "has 2 links instead of one");
    EXPECT_EQ(spool.text("victim"), before);
}

TEST(Mbox, IsRefusedWhenItBelongsToAnother) {
    const LocalDirectory spool;
    const auto path = spool.file("ann", before);
    SystemFileOps files;
    auto another = target(path);
    another.owner += 1;
    expect_refused(deliver_to_mbox(files, another, LocalClock().now(), local_message(content)), "belongs to uid");
    EXPECT_EQ(spool.text("ann"), before);
}

TEST(Mbox, IsRefusedWhenItIsNoFile) {
    const LocalDirectory spool;
    SystemFileOps files;
    ASSERT_EQ(::mkfifo(spool.path("ann").c_str(), 0600), 0);
    expect_refused(deliver(files, spool.path("ann")), "cannot open"); // and does not wait for a reader
    expect_refused(deliver_to_mbox(files, target("/dev/null"), LocalClock().now(), local_message(content)),
                   "is not a regular file");
}

TEST(Mbox, IsLeftAloneWhenItIsLocked) {
    const LocalDirectory spool;
    const auto path = spool.file("ann", before);
    static_cast<void>(spool.file("ann.lock", ""));
    SystemFileOps files;
    const auto delivered = deliver(files, path);
    expect_refused(delivered, "still locked");
    EXPECT_EQ(delivered.error().kind, ErrorKind::timeout);
    EXPECT_EQ(spool.text("ann"), before);
}

TEST(MboxFailures, BringTheOldLengthBack) {
    for (int fail_at = 1;; ++fail_at) {
        const LocalDirectory spool;
        const auto path = spool.file("ann", before);
        FailingFileOps files(fail_at);
        const auto delivered = deliver(files, path);
        if (!files.failed()) {
            ASSERT_TRUE(delivered);
            EXPECT_GE(fail_at, 8);
            return;
        }
        SCOPED_TRACE(files.calls().at(static_cast<std::size_t>(fail_at - 1)));
        EXPECT_EQ(spool.text("ann"), delivered ? std::string(before) + entry : before);
        if (!delivered) {
            EXPECT_THAT(delivered.error().message, HasSubstr("injected"));
        }
    }
}

TEST(MboxFailures, BringTheOldLengthBackWhenTheMessageIsShort) {
    const LocalDirectory spool;
    const auto path = spool.file("ann", before);
    SystemFileOps files;
    auto message = local_message(content);
    message.facts.size_bytes += 1;
    expect_refused(deliver_to_mbox(files, target(path), LocalClock().now(), message), "the message ends after");
    EXPECT_EQ(spool.text("ann"), before);
}

} // namespace
} // namespace posthaste::delivery
