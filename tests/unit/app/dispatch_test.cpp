// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "dispatch.hpp"
#include "unit/delivery/local_fakes.hpp"

#include <posthaste/app/exit_status.hpp>

#include <gmock/gmock.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

using delivery::Verdict;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* user_name = "posthaste-test-user"; // nobody has an mbox of this name

// One user, whose home is a directory of the test.
class OneUser final : public delivery::UserDirectory {
  public:
    explicit OneUser(std::string home) : home_(std::move(home)) {}
    [[nodiscard]] Result<std::optional<delivery::LocalUser>> find(const std::string& name) const override {
        if (name != user_name)
            return std::nullopt;
        return delivery::LocalUser{user_name, home_, ::geteuid(), ::getegid()};
    }

  private:
    std::string home_;
};

class Dispatch : public testing::Test {
  protected:
    Result<delivery::Outcome> dispatch_to(std::vector<std::string> recipients) {
        draft_.message = delivery::local_message("Subject: x\r\n\r\nhello\r\n", std::move(recipients));
        const auto caller = ann();
        const OneUser users(home_.path());
        const delivery::LocalClock clock;
        delivery::LocalIds ids;
        return dispatch(draft_, {caller, users, files_, clock, ids, transcript_});
    }
    Status rehearsed() {
        const auto caller = ann();
        const OneUser users(home_.path());
        const delivery::LocalClock clock;
        delivery::LocalIds ids;
        return rehearse(draft_, {caller, users, files_, clock, ids, transcript_});
    }
    delivery::Outcome sent_to(std::vector<std::string> recipients) {
        auto outcome = dispatch_to(std::move(recipients));
        EXPECT_TRUE(outcome) << outcome.error().message;
        return outcome ? *std::move(outcome) : delivery::Outcome{};
    }
    [[nodiscard]] std::vector<std::string> mailbox() const { return home_.names("Maildir/new"); }

    delivery::LocalDirectory home_;
    SystemFileOps files_;
    StringSink shown_;
    delivery::Transcript transcript_{shown_};
    Draft draft_;
};

std::vector<std::string> addresses(const delivery::Outcome& outcome) {
    std::vector<std::string> result;
    for (const auto& recipient : outcome.recipients)
        result.push_back(recipient.recipient.text());
    return result;
}

TEST_F(Dispatch, DeliversToThisMachinesUsersWithoutAServer) {
    const auto outcome = sent_to({user_name, std::string(user_name) + "@localhost"});
    EXPECT_EQ(exit_status_of(outcome), ExitStatus::ok);
    EXPECT_EQ(mailbox().size(), 1U); // one copy
    EXPECT_THAT(home_.text("Maildir/new/" + mailbox().at(0)), HasSubstr("Subject: x\n\nhello\n"));
}

TEST_F(Dispatch, SaysWhatToDoForOthersAndDeliversTheRest) {
    const std::string local = user_name;
    const auto outcome = sent_to({"a@x.test", local, "b@x.test", local + "@box.example.org"});
    EXPECT_EQ(exit_status_of(outcome), ExitStatus::config);
    EXPECT_EQ(mailbox().size(), 1U); // one copy
    EXPECT_THAT(addresses(outcome), ElementsAre("a@x.test", local, "b@x.test", local + "@box.example.org"));
    const auto& elsewhere = outcome.recipients.at(0);
    EXPECT_EQ(elsewhere.verdict, Verdict::deferred);
    EXPECT_THAT(elsewhere.error.value().message, AllOf(HasSubstr("no server is configured"), HasSubstr("--server"),
                                                       HasSubstr(".config/posthaste/config.toml")));
    EXPECT_EQ(outcome.recipients.at(1).verdict, Verdict::delivered);
}

TEST_F(Dispatch, RefusesAUserThatIsNone) {
    const auto outcome = sent_to({"nobody-of-this-name", user_name});
    EXPECT_EQ(exit_status_of(outcome), ExitStatus::no_user);
    EXPECT_EQ(mailbox().size(), 1U);
}

TEST_F(Dispatch, SendsToAServerWhereThereIsOne) {
    draft_.account.emplace();
    draft_.account->server = config::parse_server_url("smtp://127.0.0.1:1").value(); // nobody listens
    draft_.account->tls = config::TlsMode::none;
    const auto outcome = sent_to({user_name});
    EXPECT_EQ(outcome.recipients.at(0).remote, "127.0.0.1:1");
    EXPECT_EQ(exit_status_of(outcome), ExitStatus::try_later);
    EXPECT_THAT(mailbox(), IsEmpty());
    EXPECT_THAT(shown_.text, HasSubstr("127.0.0.1:1"));
}

TEST_F(Dispatch, RehearsesWithoutTheAuthoritiesOfTlsWhereThereIsNone) {
    draft_.account.emplace();
    draft_.account->tls_ca = "/nonexistent/ca";
    for (const auto* url : {"lmtp:///run/x", "unix:/run/x", "lmtp://localhost"}) {
        draft_.account->server = config::parse_server_url(url).value();
        EXPECT_TRUE(rehearsed()) << url;
    }
    draft_.account->other_servers.push_back(config::parse_server_url("lmtp://a.test").value());
    EXPECT_FALSE(rehearsed());
    draft_.account->other_servers.clear();
    draft_.account->server = config::parse_server_url("unix:/run/x").value();
    draft_.account->source_address = "127.0.0.1";
    EXPECT_FALSE(rehearsed());
}

TEST_F(Dispatch, ConnectsToNobodyWithoutThePassword) {
    draft_.account.emplace();
    draft_.account->server = config::parse_server_url("smtps://ann@127.0.0.1:1").value();
    draft_.account->password.command = "exit 3";
    const auto outcome = dispatch_to({user_name});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::config);
    EXPECT_EQ(shown_.text, "");
}

} // namespace
} // namespace posthaste::app
