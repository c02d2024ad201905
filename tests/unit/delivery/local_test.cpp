// SPDX-License-Identifier: MIT
#include "local_fakes.hpp"

#include <posthaste/delivery/local.hpp>

#include <gmock/gmock.h>
#include <map>
#include <unistd.h>

namespace posthaste::delivery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* content = "Subject: x\r\n\r\nbody\r\n";
constexpr const char* stored = "Return-Path: <sender@a.test>\nSubject: x\n\nbody\n";

class FakeUsers final : public UserDirectory {
  public:
    void add(const std::string& name, const std::string& home, uid_t uid = ::geteuid()) {
        users_.insert_or_assign(name, LocalUser{name, home, uid, ::getegid()});
    }
    Result<std::optional<LocalUser>> find(const std::string& name) const override {
        if (broken)
            return fail(ErrorKind::io, "the directory does not answer");
        const auto found = users_.find(name);
        return found == users_.end() ? std::nullopt : std::optional(found->second);
    }

    bool broken = false;

  private:
    std::map<std::string, LocalUser> users_;
};

class LocalDelivery : public testing::Test {
  protected:
    LocalDelivery() {
        for (const auto* part : {"spool", "ann", "bob"})
            std::filesystem::create_directory(root.path(part));
        users.add("ann", root.path("ann"));
        users.add("bob", root.path("bob"));
    }
    Outcome deliver(const std::vector<std::string>& recipients) {
        LocalTransport transport({root.path("spool"), "host.test", std::chrono::milliseconds{0}}, users, files, clock,
                                 ids);
        return transport.deliver(local_message(content, recipients));
    }
    Result<std::string> mailbox_of(const std::string& name) {
        const LocalTransport transport({root.path("spool"), "host.test", std::chrono::milliseconds{0}}, users, files,
                                       clock, ids);
        return transport.mailbox_of(mail::Address::make(name, "").value());
    }

    LocalDirectory root;
    FakeUsers users;
    SystemFileOps files;
    LocalClock clock;
    LocalIds ids;
};

TEST_F(LocalDelivery, PutsMailIntoTheMaildir) {
    const auto outcome = deliver({"ann@this.test"});
    ASSERT_EQ(outcome.recipients.size(), 1U);
    const auto& ann = outcome.recipients[0];
    EXPECT_EQ(ann.verdict, Verdict::delivered) << ann.error.value_or(Error{}).message;
    EXPECT_EQ(ann.recipient.text(), "ann@this.test");
    EXPECT_EQ(ann.remote, "maildir " + root.path("ann/Maildir"));
    EXPECT_FALSE(ann.error);
    EXPECT_EQ(root.text("ann/Maildir/new/" + std::string(local_clock_seconds) + ".id1.host.test"), stored);
}

TEST_F(LocalDelivery, AppendsToTheMboxThatIsThere) {
    static_cast<void>(root.file("spool/ann", ""));
    const auto outcome = deliver({"ann"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::delivered);
    EXPECT_EQ(outcome.recipients.at(0).remote, "mbox " + root.path("spool/ann"));
    EXPECT_THAT(root.text("spool/ann"), StartsWith("From sender@a.test Mon Nov  2 01:01:01 2026\nReturn-Path: "));
    EXPECT_THAT(root.names("ann"), IsEmpty());
}

TEST_F(LocalDelivery, LooksForTheLowerCaseNameAfterTheExactOne) {
    users.add("Bob", root.path("ann"));
    EXPECT_EQ(deliver({"BOB"}).recipients.at(0).remote, "maildir " + root.path("bob/Maildir"));
    EXPECT_EQ(deliver({"Bob"}).recipients.at(0).remote, "maildir " + root.path("ann/Maildir"));
}

TEST_F(LocalDelivery, RejectsAnUnknownUserAndServesTheOthers) {
    const auto outcome = deliver({"ann", "nobody-here", "bob"});
    ASSERT_EQ(outcome.recipients.size(), 3U);
    EXPECT_EQ(outcome.recipients[0].verdict, Verdict::delivered);
    EXPECT_EQ(outcome.recipients[1].verdict, Verdict::rejected);
    EXPECT_EQ(outcome.recipients[1].error->kind, ErrorKind::refused);
    EXPECT_EQ(outcome.recipients[1].error->message, "no such user \"nobody-here\" on this machine");
    EXPECT_EQ(outcome.recipients[2].verdict, Verdict::delivered);
}

TEST_F(LocalDelivery, PutsOneCopyIntoAMailboxOfManyNames) {
    const auto outcome = deliver({"ann", "ann@localhost", "Ann", "bob"});
    ASSERT_EQ(outcome.recipients.size(), 4U);
    for (const auto& recipient : outcome.recipients)
        EXPECT_EQ(recipient.verdict, Verdict::delivered);
    EXPECT_EQ(outcome.recipients[2].recipient.text(), "Ann");
    EXPECT_EQ(root.names("ann/Maildir/new").size(), 1U);
}

TEST_F(LocalDelivery, DefersWhenNobodyKnowsWhetherThereIsSuchAUser) {
    users.broken = true;
    const auto outcome = deliver({"ann"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::deferred);
    EXPECT_EQ(outcome.recipients.at(0).error->message, "the directory does not answer");
}

TEST_F(LocalDelivery, RejectsANameThatIsAPath) {
    users.add("../ann", root.path("ann"));
    users.add("..", root.path("ann"));
    for (const auto* name : {"\"../ann\"", "\"..\""})
        EXPECT_EQ(deliver({name}).recipients.at(0).verdict, Verdict::rejected) << name;
}

TEST_F(LocalDelivery, DefersWhenTheMailboxCannotBeWritten) {
    users.add("ann", root.path("no-home"));
    const auto outcome = deliver({"ann", "bob"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::deferred);
    EXPECT_THAT(outcome.recipients.at(0).error->message, HasSubstr("cannot create " + root.path("no-home/Maildir")));
    EXPECT_EQ(outcome.recipients.at(0).remote, "maildir " + root.path("no-home/Maildir"));
    EXPECT_EQ(outcome.recipients.at(1).verdict, Verdict::delivered);
}

TEST_F(LocalDelivery, DefersWhenTheMboxIsLocked) {
    static_cast<void>(root.file("spool/ann", "old"));
    static_cast<void>(root.file("spool/ann.lock", ""));
    const auto outcome = deliver({"ann"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::deferred);
    EXPECT_EQ(outcome.recipients.at(0).error->kind, ErrorKind::timeout);
    EXPECT_EQ(root.text("spool/ann"), "old");
}

TEST_F(LocalDelivery, DefersForAnotherUserWithoutRootsRights) {
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may deliver to anybody";
    users.add("ann", root.path("ann"), ::geteuid() + 1);
    const auto outcome = deliver({"ann"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::deferred);
    EXPECT_THAT(outcome.recipients.at(0).error->message, HasSubstr("(only \"ann\" and root can deliver there)"));
    EXPECT_THAT(root.names("ann"), IsEmpty());
}

TEST_F(LocalDelivery, ForeseesWhatWouldFail) {
    EXPECT_EQ(mailbox_of("ann").value(), "maildir " + root.path("ann/Maildir"));
    static_cast<void>(root.file("spool/ann", ""));
    EXPECT_EQ(mailbox_of("ann").value(), "mbox " + root.path("spool/ann"));
    std::filesystem::create_directory(root.path("spool/bob"));
    users.add("carl", root.path("no-home"));
    users.add("dora", root.path("dora"));
    std::filesystem::create_directory(root.path("dora"));
    static_cast<void>(root.file("dora/Maildir", ""));
    users.add("eve", root.path("eve"), ::geteuid() + 1);
    static_cast<void>(root.file("spool/eve", ""));
    for (const auto& [name, why] : {std::pair{"bob", "is not a regular file"},
                                    {"carl", "no-home/Maildir: No such file"},
                                    {"dora", "dora/Maildir: Not a directory"},
                                    {"eve", "not to the user's"},
                                    {"none", "no such user"}}) {
        const auto mailbox = mailbox_of(name);
        ASSERT_FALSE(mailbox) << name;
        EXPECT_THAT(mailbox.error().message, HasSubstr(why));
        EXPECT_EQ(mailbox.error().kind, name == std::string("none") ? ErrorKind::refused : ErrorKind::cannot_create);
        EXPECT_NE(deliver({name}).recipients.at(0).verdict, Verdict::delivered) << name;
    }
}

TEST_F(LocalDelivery, ForeseesThatAnotherUsersMailboxIsNotOurs) {
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may deliver to anybody";
    users.add("ann", root.path("ann"), ::geteuid() + 1);
    const auto mailbox = mailbox_of("ann");
    ASSERT_FALSE(mailbox);
    EXPECT_EQ(mailbox.error().kind, ErrorKind::cannot_create);
    EXPECT_THAT(mailbox.error().message, HasSubstr("(only \"ann\" and root can deliver there)"));
}

class LocalDeliveryAsRoot : public LocalDelivery {
  protected:
    static constexpr uid_t nobody = 65534;
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "only root can deliver for another user";
        ASSERT_EQ(::chmod(root.path().c_str(), 0755), 0);
        give("ann", 0700);
        users.add("ann", root.path("ann"), nobody);
    }
    void give(const std::string& name, mode_t mode) {
        ASSERT_EQ(::chown(root.path(name).c_str(), nobody, nobody), 0);
        ASSERT_EQ(::chmod(root.path(name).c_str(), mode), 0);
    }
    uid_t owner(const std::string& name) {
        struct stat info{};
        EXPECT_EQ(::lstat(root.path(name).c_str(), &info), 0) << name;
        return info.st_uid;
    }
};

TEST_F(LocalDeliveryAsRoot, MakesEverythingAsTheUser) {
    const auto outcome = deliver({"ann"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::delivered)
        << outcome.recipients.at(0).error.value_or(Error{}).message;
    EXPECT_EQ(owner("ann/Maildir"), nobody);
    EXPECT_EQ(owner("ann/Maildir/new/" + root.names("ann/Maildir/new").at(0)), nobody);
}

TEST_F(LocalDeliveryAsRoot, AppendsToTheUsersMboxWithTheSpoolsGroup) {
    static_cast<void>(root.file("spool/ann", ""));
    give("spool/ann", 0600);
    ASSERT_EQ(::chown(root.path("spool").c_str(), 0, 8), 0);
    ASSERT_EQ(::chmod(root.path("spool").c_str(), 0775), 0);
    const auto outcome = deliver({"ann"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::delivered)
        << outcome.recipients.at(0).error.value_or(Error{}).message;
    EXPECT_THAT(root.text("spool/ann"), HasSubstr("Subject: x\n"));
    EXPECT_THAT(root.names("spool"), ElementsAre("ann"));
}

TEST_F(LocalDeliveryAsRoot, CannotBeLedElsewhereByALink) {
    std::filesystem::create_directories(root.path("bob/Maildir"));
    std::filesystem::create_directory_symlink(root.path("bob/Maildir"), root.path("ann/Maildir"));
    const auto outcome = deliver({"ann"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::deferred);
    EXPECT_THAT(outcome.recipients.at(0).error->message, HasSubstr("Permission denied"));
    EXPECT_THAT(root.names("bob/Maildir"), IsEmpty());
}

TEST(SystemUserDirectory, KnowsRootAndNotEverybody) {
    const auto root = SystemUserDirectory().find("root").value();
    ASSERT_TRUE(root);
    EXPECT_EQ(root->uid, 0U);
    EXPECT_FALSE(SystemUserDirectory().find("posthaste-no-such-user").value());
}

} // namespace
} // namespace posthaste::delivery
