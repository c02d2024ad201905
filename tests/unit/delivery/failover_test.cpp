// SPDX-License-Identifier: MIT
#include "failover.hpp"
#include "local_fakes.hpp"
#include "support/server/fake_server.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/delivery/smtp_transport.hpp>

#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <unistd.h>

namespace posthaste::delivery {
namespace {

using smtp::Phase;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

RecipientOutcome error_in(Phase phase, ErrorKind kind, std::string message = "no") {
    return {mail::Address::parse("bob@b.test").value(), Verdict::deferred, phase, std::nullopt,
            Error{kind, std::move(message), 0},         "a.test:465"};
}

RecipientOutcome reply_in(Phase phase, int code) {
    smtp::Reply reply;
    reply.code = code;
    reply.lines = {"words"};
    return {mail::Address::parse("bob@b.test").value(), Verdict::deferred, phase, reply, std::nullopt, "a.test:465"};
}

bool helps(RecipientOutcome outcome) { return next_server_may_help({{std::move(outcome)}, {}}); }

TEST(NextServer, MayHelpWhenOneIsOutOfReach) {
    for (const auto kind : {ErrorKind::connection, ErrorKind::timeout, ErrorKind::no_host})
        EXPECT_TRUE(helps(error_in(Phase::connect, kind)));
    for (const auto phase : {Phase::tls, Phase::greeting, Phase::ehlo, Phase::starttls})
        EXPECT_TRUE(helps(error_in(phase, ErrorKind::connection)));
    EXPECT_TRUE(helps(error_in(Phase::tls, ErrorKind::tls)));
    EXPECT_TRUE(helps(reply_in(Phase::greeting, 421)));
    EXPECT_TRUE(helps(reply_in(Phase::greeting, 450)));
    EXPECT_TRUE(helps(reply_in(Phase::ehlo, 421)));
}

TEST(NextServer, DoesNotHideWhatPeopleMustSee) {
    for (const auto kind :
         {ErrorKind::trust, ErrorKind::auth, ErrorKind::config, ErrorKind::protocol, ErrorKind::interrupted})
        EXPECT_FALSE(helps(error_in(Phase::tls, kind)));
    EXPECT_FALSE(helps(reply_in(Phase::greeting, 554)));
    EXPECT_FALSE(helps(reply_in(Phase::auth, 454)));
    EXPECT_FALSE(helps(error_in(Phase::auth, ErrorKind::connection)));
}

TEST(NextServer, DoesNotGetAMessageThatAnotherWasTold) {
    for (const auto phase : {Phase::mail, Phase::rcpt, Phase::data, Phase::body, Phase::end_of_data}) {
        EXPECT_FALSE(helps(error_in(phase, ErrorKind::connection)));
        EXPECT_FALSE(helps(reply_in(phase, 421)));
    }
    EXPECT_FALSE(next_server_may_help(
        {{error_in(Phase::connect, ErrorKind::connection), reply_in(Phase::end_of_data, 250)}, {}}));
    EXPECT_FALSE(next_server_may_help({}));
}

TEST(EarlierServers, KeepAMissingNameFromBeingForGood) {
    EarlierServers earlier;
    earlier.add({{error_in(Phase::connect, ErrorKind::connection)}, {}});
    Outcome outcome{{error_in(Phase::connect, ErrorKind::no_host, "the host \"b.test\" does not exist")}, {}};
    outcome.recipients[0].verdict = Verdict::rejected;
    earlier.mention_in(outcome);
    EXPECT_EQ(outcome.recipients[0].verdict, Verdict::deferred);
    EXPECT_EQ(outcome.recipients[0].error->kind, ErrorKind::connection);
    EXPECT_EQ(outcome.recipients[0].error->message,
              "the host \"b.test\" does not exist (tried before: a.test:465: no)");
}

// --- over the network

test::TestCa& authority() {
    static test::TestCa ca;
    return ca;
}

class Failover : public testing::Test {
  protected:
    // Nobody listens there (RFC 1078 is long gone): a server that has stopped.
    static std::uint16_t closed() { return 1; }

    SmtpServer at(std::uint16_t port) { return {{"127.0.0.1", port, {}}, smtp::TlsUse::none, std::nullopt}; }
    RecipientOutcome outcome_of(std::vector<SmtpServer> servers) {
        SmtpSettings settings;
        settings.server = servers.front().server;
        settings.tls = servers.front().tls;
        settings.lmtp = servers.front().lmtp;
        settings.trust.ca = ca_file_;
        settings.credentials = std::move(servers.front().credentials);
        settings.mechanism = "plain";
        settings.client_name = "client.example";
        for (std::size_t i = 1; i < servers.size(); ++i)
            settings.others.push_back(std::move(servers[i]));
        SmtpTransport transport(std::move(settings), transcript_);
        auto outcome = transport.deliver(local_message("Subject: x\r\n\r\nhello\r\n", {"bob@b.test"}));
        warnings_ = outcome.warnings;
        return outcome.recipients.at(0);
    }
    static std::vector<SmtpServer> list(SmtpServer first, SmtpServer second) {
        std::vector<SmtpServer> servers;
        servers.push_back(std::move(first));
        servers.push_back(std::move(second));
        return servers;
    }

    std::string ca_file_ = authority().ca_file();
    StringSink shown_;
    Transcript transcript_{shown_};
    std::vector<std::string> warnings_;
};

test::ServerOptions replying(const std::string& key, const std::string& reply) {
    test::ServerOptions options;
    options.replies[key] = reply;
    return options;
}

TEST_F(Failover, SpeaksToEachServerWhatItUnderstands) {
    test::ServerOptions options;
    options.lmtp = true;
    test::FakeServer lmtp(options, {});
    test::FakeServer smtp({}, {});
    auto first = at(closed());
    auto second = at(lmtp.port());
    second.lmtp = true;
    EXPECT_EQ(outcome_of(list(std::move(first), std::move(second))).verdict, Verdict::delivered);
    first = at(closed());
    first.lmtp = true;
    EXPECT_EQ(outcome_of(list(std::move(first), at(smtp.port()))).verdict, Verdict::delivered);
}

TEST_F(Failover, GoesOnWhenTheFirstCannotBeReached) {
    test::FakeServer good({}, {});
    const auto outcome = outcome_of(list(at(closed()), at(good.port())));
    EXPECT_EQ(outcome.verdict, Verdict::delivered);
    EXPECT_EQ(outcome.remote, "127.0.0.1:" + std::to_string(good.port()));
    EXPECT_THAT(warnings_, IsEmpty());
    EXPECT_EQ(good.messages().size(), 1U);
    EXPECT_THAT(shown_.text, HasSubstr("Connection refused"));
}

TEST_F(Failover, GoesOnWhenTheFirstHasNoTime) {
    test::FakeServer busy(replying("greeting", "421 too busy"), {}), good({}, {});
    EXPECT_EQ(outcome_of(list(at(busy.port()), at(good.port()))).verdict, Verdict::delivered);
}

TEST_F(Failover, DoesNotGoOnAfterARefusal) {
    test::FakeServer closed(replying("greeting", "554 not you"), {}), good({}, {});
    const auto outcome = outcome_of(list(at(closed.port()), at(good.port())));
    EXPECT_EQ(outcome.verdict, Verdict::rejected);
    EXPECT_THAT(good.messages(), IsEmpty());
}

TEST_F(Failover, DoesNotGoOnOnceTheFirstWasToldOfTheMessage) {
    test::FakeServer slow(replying("RCPT", "421 not now"), {}), good({}, {});
    EXPECT_EQ(outcome_of(list(at(slow.port()), at(good.port()))).verdict, Verdict::deferred);
    EXPECT_THAT(good.messages(), IsEmpty());
}

TEST_F(Failover, DoesNotGoOnAfterACertificateThatIsNotToBeTrusted) {
    test::ServerOptions options;
    options.tls = test::ServerTls::implicit;
    test::FakeServer wrong(options, authority().leaf(test::Leaf::other_authority)), good({}, {});
    auto first = at(wrong.port());
    first.tls = smtp::TlsUse::implicit;
    const auto outcome = outcome_of(list(std::move(first), at(good.port())));
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->kind, ErrorKind::trust);
    EXPECT_THAT(good.messages(), IsEmpty());
}

TEST_F(Failover, DoesNotGoOnAfterALoginWasRefused) {
    test::ServerOptions options;
    options.user = "ann";
    options.password = "right";
    test::FakeServer strict(options, {}), good({}, {});
    auto first = at(strict.port());
    first.credentials = smtp::Credentials{"ann", Secret("wrong")};
    const auto outcome = outcome_of(list(std::move(first), at(good.port())));
    EXPECT_EQ(outcome.phase, Phase::auth);
    EXPECT_THAT(good.messages(), IsEmpty());
}

TEST_F(Failover, LogsInAtTheOtherServerWithItsOwnLogin) {
    test::ServerOptions options;
    options.user = "bob";
    options.password = "pw";
    test::FakeServer good(options, {});
    auto second = at(good.port());
    second.credentials = smtp::Credentials{"bob", Secret("pw")};
    EXPECT_EQ(outcome_of(list(at(closed()), std::move(second))).verdict, Verdict::delivered);
    EXPECT_EQ(good.messages().at(0).login, "bob");
}

TEST_F(Failover, TellsWhatFailedBeforeInTheLastError) {
    test::FakeServer busy(replying("greeting", "421 too busy"), {});
    const auto outcome = outcome_of(list(at(busy.port()), at(closed())));
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->kind, ErrorKind::connection);
    EXPECT_EQ(outcome.error->message, "127.0.0.1:1: cannot connect: Connection refused (tried before: 127.0.0.1:" +
                                          std::to_string(busy.port()) + " (greeting): 421 too busy)");
}

TEST_F(Failover, WarnsOfWhatFailedBeforeWhenTheLastReplied) {
    test::FakeServer busy(replying("greeting", "421 too busy"), {});
    const auto outcome = outcome_of(list(at(closed()), at(busy.port())));
    EXPECT_EQ(outcome.reply->code, 421);
    EXPECT_THAT(warnings_, ElementsAre("tried before: 127.0.0.1:1: cannot connect: Connection refused"));
}

// As a shell's --tls-ca <(...) has it: it can be read but once, however many servers are tried.
TEST_F(Failover, ReadsAuthoritiesFromAPipeOnce) {
    std::ifstream file{authority().ca_file(), std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Fd out{ends[0]};
    Fd in{ends[1]};
    ASSERT_EQ(::write(in.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    in.reset();
    ca_file_ = "/dev/fd/" + std::to_string(out.get());
    auto options = replying("greeting", "421 too busy");
    options.tls = test::ServerTls::implicit;
    test::FakeServer busy(options, authority().leaf(test::Leaf::good));
    options.replies.clear();
    test::FakeServer good(options, authority().leaf(test::Leaf::good));
    auto first = at(busy.port());
    auto second = at(good.port());
    first.tls = second.tls = smtp::TlsUse::implicit;
    EXPECT_EQ(outcome_of(list(std::move(first), std::move(second))).verdict, Verdict::delivered) << shown_.text;
    EXPECT_THAT(shown_.text, HasSubstr("421 too busy"));
    EXPECT_EQ(good.messages().size(), 1U);
}

// --- a domain's servers

class BySrv : public Failover {
  protected:
    // "localhost" is the domain, as the certificates of the tests are for it.
    Outcome outcome_by(std::vector<net::SrvRecord> submissions, std::vector<net::SrvRecord> submission) {
        SmtpSettings settings;
        settings.server = {"localhost", 0, {}, true};
        settings.trust.ca = authority().ca_file();
        settings.client_name = "client.example";
        settings.credentials = smtp::Credentials{"ann", Secret("pw")};
        settings.look_up_srv = [=](const std::string& name, net::Deadline) -> Result<std::vector<net::SrvRecord>> {
            return name == "_submissions._tcp.localhost" ? submissions : submission;
        };
        SmtpTransport transport(std::move(settings), transcript_);
        return transport.deliver(local_message("Subject: x\r\n\r\nhello\r\n", {"bob@b.test"}));
    }
    static test::ServerOptions serving(test::ServerTls tls) {
        test::ServerOptions options;
        options.tls = tls;
        options.user = "ann";
        options.password = "pw";
        return options;
    }
};

TEST_F(BySrv, TriesTheServersInOrderWithTheLogin) {
    test::FakeServer server(serving(test::ServerTls::starttls), authority().leaf(test::Leaf::good));
    const auto outcome = outcome_by({{0, 0, closed(), "localhost"}}, {{0, 0, server.port(), "localhost"}});
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::delivered) << shown_.text;
    EXPECT_EQ(outcome.recipients.at(0).remote, "localhost:" + std::to_string(server.port()));
    EXPECT_EQ(server.messages().at(0).login, "ann");
    EXPECT_TRUE(server.messages().at(0).secure);
}

TEST_F(BySrv, BeginsWithTlsForSubmissions) {
    test::FakeServer server(serving(test::ServerTls::implicit), authority().leaf(test::Leaf::good));
    EXPECT_EQ(outcome_by({{0, 0, server.port(), "localhost"}}, {}).recipients.at(0).verdict, Verdict::delivered);
}

TEST_F(BySrv, ChecksTheCertificateForTheTarget) {
    test::FakeServer server(serving(test::ServerTls::implicit), authority().leaf(test::Leaf::wrong_host));
    const auto outcome = outcome_by({{0, 0, server.port(), "localhost"}}, {{0, 0, closed(), "localhost"}});
    ASSERT_TRUE(outcome.recipients.at(0).error);
    EXPECT_EQ(outcome.recipients.at(0).error->kind, ErrorKind::trust);
}

TEST_F(BySrv, SaysWhatToDoWhenThereIsNone) {
    const auto outcome = outcome_by({{0, 0, 465, "mail.other.test"}}, {});
    ASSERT_TRUE(outcome.recipients.at(0).error);
    EXPECT_EQ(outcome.recipients.at(0).verdict, Verdict::deferred);
    EXPECT_EQ(outcome.recipients.at(0).error->kind, ErrorKind::config);
    EXPECT_THAT(outcome.recipients.at(0).error->message,
                AllOf(HasSubstr("srv:localhost: "), HasSubstr("server = \"smtps://mail.other.test:465\"")));
}

} // namespace
} // namespace posthaste::delivery
