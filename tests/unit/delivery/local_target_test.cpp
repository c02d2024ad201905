// SPDX-License-Identifier: MIT
#include "local_fakes.hpp"

#include <posthaste/delivery/local.hpp>

#include <gmock/gmock.h>
#include <pwd.h>
#include <unistd.h>

namespace posthaste::delivery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// "nobody" as the system has it, who is who writes where the tests are root's.
class Nobody final : public UserDirectory {
  public:
    Result<std::optional<LocalUser>> find(const std::string& name) const override {
        const auto* entry = name == "nobody" ? ::getpwnam("nobody") : nullptr;
        if (entry == nullptr || !known)
            return std::nullopt;
        return LocalUser{name, "/nonexistent", root ? 0 : entry->pw_uid, entry->pw_gid};
    }
    bool known = true, root = false;
};

class LocalTargets : public testing::Test {
  protected:
    LocalTargets() { EXPECT_EQ(::chmod(directory_.path().c_str(), 0777), 0); }

    Outcome deliver(const std::vector<std::string>& texts) {
        auto message = local_message("Subject: x\r\n\r\nFrom y\r\n", {});
        for (const auto& text : texts)
            message.envelope.recipients.push_back(mail::Address::make(text, "").value());
        LocalTransport transport(
            {"/nonexistent", "host.test", std::chrono::milliseconds{0}, targets_, "ann", directory_.path()}, nobody_,
            files_, clock_, ids_);
        return transport.deliver(message);
    }
    RecipientOutcome deliver_to(const std::string& text) { return deliver({text}).recipients.at(0); }
    void allow(const std::string& text) { targets_.push_back({text, "x"}); }

    LocalDirectory directory_;
    Nobody nobody_;
    SystemFileOps files_;
    LocalClock clock_;
    LocalIds ids_;
    std::vector<LocalTarget> targets_;
};

TEST_F(LocalTargets, RunsWhatIsAllowedAndNothingElse) {
    const auto command = "|cat >" + directory_.path("got");
    EXPECT_EQ(deliver_to(command).verdict, Verdict::rejected);
    EXPECT_FALSE(std::filesystem::exists(directory_.path("got")));
    allow(command);
    EXPECT_EQ(deliver_to(command + " x").verdict, Verdict::rejected);
    const auto done = deliver_to(command);
    EXPECT_EQ(done.verdict, Verdict::delivered);
    EXPECT_EQ(done.remote, "command cat >" + directory_.path("got"));
    EXPECT_EQ(directory_.text("got"), "Return-Path: <sender@a.test>\nSubject: x\n\nFrom y\n");
}

TEST_F(LocalTargets, AppendsToAFileAsAnMbox) {
    const auto file = directory_.path("archive");
    EXPECT_EQ(deliver_to(file).verdict, Verdict::rejected);
    allow(file);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(deliver_to(file).verdict, Verdict::delivered);
    const std::string one = "From sender@a.test Mon Nov  2 01:01:01 2026\nReturn-Path: <sender@a.test>\n"
                            "Subject: x\n\n>From y\n\n";
    EXPECT_EQ(directory_.text("archive"), one + one);
    struct stat info{};
    ASSERT_EQ(::stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777U, 0600U);
}

TEST_F(LocalTargets, FollowsNoLinkToAFile) {
    (void)directory_.file("target", "");
    ASSERT_EQ(::symlink("target", directory_.path("link").c_str()), 0);
    allow(directory_.path("link"));
    EXPECT_EQ(deliver_to(directory_.path("link")).verdict, Verdict::deferred);
    EXPECT_EQ(directory_.text("target"), "");
}

TEST_F(LocalTargets, TellsWhatACommandSays) {
    allow("|echo no; exit 67");
    allow("|echo wait; exit 75");
    const auto outcome = deliver({"|echo no; exit 67", "|echo wait; exit 75"});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::rejected);
    EXPECT_THAT(outcome.recipients.at(0).error.value().message, HasSubstr("status 67: no"));
    EXPECT_EQ(outcome.recipients.at(1).verdict, Verdict::deferred);
    EXPECT_THAT(outcome.recipients.at(1).error.value().message, HasSubstr("status 75: wait"));
}

TEST_F(LocalTargets, AreNoTargetsAtADomain) {
    allow("|true");
    auto message = local_message("x\r\n", {"\"|true\"@localhost"});
    LocalTransport transport({"/nonexistent", "h", std::chrono::milliseconds{0}, targets_}, nobody_, files_, clock_,
                             ids_);
    const auto outcome = transport.deliver(message);
    EXPECT_THAT(outcome.recipients.at(0).error.value().message, HasSubstr("no such user"));
}

TEST_F(LocalTargets, AreNeverRoots) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root could run them as root";
    allow("|id -u; exit 1");
    EXPECT_THAT(deliver_to("|id -u; exit 1").error.value().message,
                HasSubstr(fmt::format("status 1: {}", ::getpwnam("nobody")->pw_uid)));
    for (bool* what : {&nobody_.root, &nobody_.known}) {
        *what = !*what;
        const auto outcome = deliver_to("|id -u; exit 1");
        EXPECT_EQ(outcome.verdict, Verdict::deferred);
        EXPECT_THAT(outcome.error.value().message, HasSubstr("nobody"));
        *what = !*what;
    }
}

TEST_F(LocalTargets, HaveAPlaceToBeTold) {
    const LocalTransport transport({}, nobody_, files_, clock_, ids_);
    EXPECT_EQ(transport.mailbox_of(mail::Address::make("|true", "").value()).value(), "command true");
    EXPECT_EQ(transport.mailbox_of(mail::Address::make("/x", "").value()).value(), "file /x");
}

} // namespace
} // namespace posthaste::delivery
