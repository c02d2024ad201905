// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "relay.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using config::TlsMode;
using smtp::TlsUse;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

config::Account account(const char* server) {
    config::Account result;
    result.server = config::parse_server_url(server).value();
    return result;
}

Caller at_home(const std::string& home) {
    auto caller = ann();
    caller.home = home;
    return caller;
}

// The login and password, or the error.
std::string login(const config::Account& account, const std::string& home = "/nonexistent") {
    const auto settings = relay_settings(account, at_home(home));
    if (!settings) {
        EXPECT_EQ(settings.error().kind, ErrorKind::config);
        return settings.error().message;
    }
    if (!settings->credentials)
        return "none";
    return settings->credentials->user + ":" + std::string(settings->credentials->password.reveal());
}

TEST(TlsUse, IsWhatTheAccountSaysElseTheScheme) {
    struct Case {
        const char* server;
        TlsMode mode;
        TlsUse use;
    };
    for (const auto& c : {Case{"smtps://a.test", TlsMode::by_scheme, TlsUse::implicit},
                          {"smtp://a.test", TlsMode::by_scheme, TlsUse::starttls_required},
                          {"smtp://a.test:25", TlsMode::by_scheme, TlsUse::starttls_required},
                          {"smtps://a.test", TlsMode::starttls, TlsUse::starttls_required},
                          {"smtps://a.test", TlsMode::none, TlsUse::none},
                          {"smtp://localhost", TlsMode::by_scheme, TlsUse::starttls_required},
                          {"lmtp://a.test", TlsMode::by_scheme, TlsUse::starttls_required},
                          {"lmtp://localhost", TlsMode::by_scheme, TlsUse::none},
                          {"lmtp://127.0.0.2:2424", TlsMode::by_scheme, TlsUse::none},
                          {"lmtp://[::1]", TlsMode::by_scheme, TlsUse::none},
                          {"lmtp://localhost", TlsMode::starttls, TlsUse::starttls_required},
                          {"lmtp://a.test", TlsMode::implicit, TlsUse::implicit},
                          {"lmtp://a.test", TlsMode::none, TlsUse::none},
                          {"lmtp:///run/x", TlsMode::by_scheme, TlsUse::none},
                          {"unix:/run/x", TlsMode::none, TlsUse::none},
                          {"/run/x", TlsMode::by_scheme, TlsUse::none},
                          {"smtp://a.test", TlsMode::implicit, TlsUse::implicit},
                          {"smtp://a.test", TlsMode::none, TlsUse::none}}) {
        auto each = account(c.server);
        each.tls = c.mode;
        EXPECT_EQ(tls_use_of(each, *each.server), c.use) << c.server << " " << static_cast<int>(c.mode);
    }
}

TEST(Endpoint, IsTheServersHostAndPort) {
    EXPECT_EQ(endpoint_of(*account("smtps://ann@a.test").server).text(), "a.test:465");
    EXPECT_EQ(endpoint_of(*account("smtp://[::1]:25").server).text(), "[::1]:25");
}

TEST(TlsUse, IsForProxiesAsForOtherMachines) {
    auto given = account("lmtp://localhost"); // the proxy's
    given.proxy = config::parse_proxy_url("socks5://proxy.test").value();
    EXPECT_EQ(tls_use_of(given, *given.server), TlsUse::starttls_required);
}

TEST(RelaySettings, KnowLmtpAndSockets) {
    auto given = account("lmtp:///run/x");
    for (const char* url : {"unix:/run/y", "lmtp://a.test"})
        given.other_servers.push_back(config::parse_server_url(url).value());
    const auto settings = relay_settings(given, ann()).value();
    EXPECT_EQ(settings.server.text(), "unix:/run/x");
    EXPECT_TRUE(settings.lmtp);
    EXPECT_EQ(settings.others.at(0).server.text(), "unix:/run/y");
    EXPECT_FALSE(settings.others.at(0).lmtp);
    EXPECT_EQ(settings.others.at(1).server.text(), "a.test:24");
    EXPECT_TRUE(settings.others.at(1).lmtp);
    EXPECT_FALSE(relay_settings(account("smtps://a.test"), ann())->lmtp);
}

TEST(RelaySettings, RefuseWhatASocketHasNoUseFor) {
    for (const bool first : {true, false}) {
        auto given = account(first ? "/run/x" : "smtps://a.test");
        given.other_servers.push_back(config::parse_server_url("lmtp:///run/x").value());
        const auto plain = given;
        EXPECT_EQ(login(given), "none");
        given.source_address = "192.0.2.1";
        EXPECT_THAT(login(given), AllOf(HasSubstr("unix:/run/x"), HasSubstr("leave out the source address")));
        given = plain;
        given.proxy = config::parse_proxy_url("http://proxy.test").value();
        EXPECT_THAT(login(given), AllOf(HasSubstr("unix:/run/x"), HasSubstr("leave out the proxy")));
        for (const auto mode : {TlsMode::starttls, TlsMode::implicit}) {
            given = plain;
            given.tls = mode;
            EXPECT_THAT(login(given), AllOf(HasSubstr("unix:/run/x"), HasSubstr("leave out tls")));
        }
        given.tls = TlsMode::none;
        EXPECT_EQ(login(given), "none");
    }
}

TEST(RelaySettings, LookIntoNetrcForTheMachineOfASocket) {
    const config::TemporaryDirectory home;
    (void)home.file(".netrc", "machine localhost login ann password hunter2\n");
    auto given = account("lmtp:///run/x");
    given.user = "ann";
    EXPECT_EQ(login(given, home.path()), "ann:hunter2");
}

TEST(RelaySettings, CarryTheAccountOver) {
    auto given = account("smtps://a.test:4650");
    given.tls_ca = "/ca";
    given.tls_cert = "/cert";
    given.tls_key = "/key";
    given.tls_min = config::TlsMinimum::v1_3;
    given.tls_pins = {{true, "ab"}, {false, "cd"}};
    given.auth = "plain";
    given.timeout = std::chrono::seconds(9);
    given.helo = "me.example.net";
    const auto settings = relay_settings(given, ann()).value();
    EXPECT_EQ(settings.server.text(), "a.test:4650");
    EXPECT_EQ(settings.tls, TlsUse::implicit);
    EXPECT_EQ(settings.trust.ca, "/ca");
    EXPECT_EQ(settings.trust.certificate, "/cert");
    EXPECT_EQ(settings.trust.key, "/key");
    EXPECT_EQ(settings.trust.minimum, net::TlsVersion::v1_3);
    ASSERT_EQ(settings.trust.pins.size(), 2U);
    EXPECT_TRUE(settings.trust.pins[0].certificate);
    EXPECT_EQ(settings.trust.pins[0].sha256, "ab");
    EXPECT_FALSE(settings.trust.pins[1].certificate);
    EXPECT_EQ(settings.mechanism, "plain");
    EXPECT_EQ(settings.timeout, std::chrono::seconds(9));
    EXPECT_EQ(settings.client_name, "me.example.net");
    EXPECT_FALSE(settings.credentials);
}

TEST(RelaySettings, SayWhereSessionsAreKept) {
    auto given = account("smtps://a.test");
    const config::TemporaryDirectory home;
    const config::Variable none("XDG_STATE_HOME", "relative");
    EXPECT_EQ(relay_settings(given, at_home(home.path()))->trust.sessions, home.path() + "/.local/state/posthaste/tls");
    EXPECT_EQ(relay_settings(given, at_home("/nonexistent"))->trust.sessions, "");
    EXPECT_EQ(relay_settings(given, at_home(""))->trust.sessions, "");
    EXPECT_EQ(trust_of(given).sessions, "");
    {
        const config::Variable state("XDG_STATE_HOME", "/state");
        EXPECT_EQ(relay_settings(given, at_home("/nonexistent"))->trust.sessions, "/state/posthaste/tls");
    }
    given.tls_resume = false;
    EXPECT_EQ(relay_settings(given, at_home(home.path()))->trust.sessions, "");
}

TEST(RelaySettings, HaveNoPinThatHasNoEffect) {
    auto given = account("smtps://a.test");
    given.tls_pins = {{true, "ab"}};
    EXPECT_TRUE(relay_settings(given, ann()));
    given.tls = TlsMode::none;
    const auto settings = relay_settings(given, ann());
    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().kind, ErrorKind::config);
    EXPECT_THAT(settings.error().message, HasSubstr("a.test is reached without TLS, where tls_pin has no effect"));
}

TEST(RelaySettings, SayHowToConnect) {
    auto given = account("smtps://a.test");
    EXPECT_FALSE(relay_settings(given, ann())->connection.proxy);
    given.source_address = "192.0.2.1";
    given.proxy = config::parse_proxy_url("http://ann:hunter2@proxy.test").value();
    const auto settings = relay_settings(given, ann()).value();
    EXPECT_EQ(settings.connection.source_address, "192.0.2.1");
    EXPECT_EQ(settings.connection.proxy->text(), "http://proxy.test:3128");
    EXPECT_EQ(settings.connection.proxy->user, "ann");
    EXPECT_EQ(settings.connection.proxy->password.reveal(), "hunter2");
    given.proxy = config::parse_proxy_url("socks5://proxy.test").value();
    EXPECT_EQ(relay_settings(given, ann())->connection.proxy->text(), "socks5://proxy.test:1080");
}

TEST(RelaySettings, HoldTheOtherServersInOrder) {
    auto given = account("smtps://ann@a.test");
    for (const char* url : {"smtp://b.test", "smtps://bob@c.test"})
        given.other_servers.push_back(config::parse_server_url(url).value());
    const config::TemporaryDirectory directory;
    // prints how often it ran
    given.password.command = "echo x >> " + directory.path() + "/runs; wc -l < " + directory.path() + "/runs";
    const auto settings = relay_settings(given, ann()).value();
    ASSERT_EQ(settings.others.size(), 2U);
    EXPECT_EQ(settings.others[0].server.text(), "b.test:587");
    EXPECT_EQ(settings.others[0].tls, TlsUse::starttls_required);
    EXPECT_EQ(settings.others[0].credentials->user, "ann");
    EXPECT_EQ(settings.others[0].credentials->password.reveal(), "1") << "the same login, asked for once";
    EXPECT_EQ(settings.others[1].server.text(), "c.test:465");
    EXPECT_EQ(settings.others[1].tls, TlsUse::implicit);
    EXPECT_EQ(settings.others[1].credentials->user, "bob");
}

TEST(RelaySettings, LeaveADomainToTheTransport) {
    auto given = account("srv:example.org");
    given.user = "ann";
    given.password.literal = "hunter2";
    const auto settings = relay_settings(given, ann()).value();
    EXPECT_TRUE(settings.server.srv);
    EXPECT_EQ(settings.server.text(), "srv:example.org");
    given.tls = TlsMode::none;
    EXPECT_THAT(login(given), HasSubstr("srv:example.org says itself how TLS is used"));
    given.tls = TlsMode::by_scheme;
    given.proxy = config::parse_proxy_url("http://proxy.test").value();
    EXPECT_THAT(login(given), HasSubstr("cannot be looked up by a proxy"));
}

TEST(RelaySettings, LookIntoNetrcForEachServer) {
    const config::TemporaryDirectory home;
    (void)home.file(".netrc", "machine a.test login ann password one\nmachine b.test login ann password two\n");
    auto given = account("smtps://ann@a.test");
    given.other_servers.push_back(config::parse_server_url("smtps://b.test").value());
    const auto settings = relay_settings(given, at_home(home.path())).value();
    EXPECT_EQ(settings.credentials->password.reveal(), "one");
    EXPECT_EQ(settings.others.at(0).credentials->password.reveal(), "two");
}

TEST(RelaySettings, IntroduceUsByAPublicNameOnly) {
    EXPECT_EQ(relay_settings(account("smtp://a.test"), ann())->client_name, "box.example.org");
    auto caller = ann();
    caller.host = "box.lan";
    EXPECT_EQ(relay_settings(account("smtp://a.test"), caller)->client_name, "");
}

TEST(RelaySettings, FetchThePassword) {
    const config::TemporaryDirectory directory;
    auto given = account("smtps://ann@a.test");
    given.password.file = directory.file("password", "hunter2\n");
    EXPECT_EQ(login(given), "ann:hunter2");
    given.password = {};
    given.password.command = "printf 'two words\\n'";
    EXPECT_EQ(login(given), "ann:two words");
    given.user = "bob@b.test";
    EXPECT_EQ(login(given), "bob@b.test:two words");
}

TEST(RelaySettings, LogInNowhereWithoutAUser) { EXPECT_EQ(login(account("smtps://a.test")), "none"); }

TEST(RelaySettings, WantAUserForAPassword) {
    auto given = account("smtps://a.test");
    given.password.literal = "hunter2";
    EXPECT_THAT(login(given),
                AllOf(HasSubstr("a.test"), HasSubstr("no user"), HasSubstr("--user"), Not(HasSubstr("hunter2"))));
}

TEST(RelaySettings, WantNoPasswordForACertificate) {
    auto given = account("smtps://a.test");
    given.auth = "external";
    EXPECT_EQ(login(given), ":");
    given.user = "ann@a.test";
    EXPECT_EQ(login(given), "ann@a.test:");
    given.password.command = "exit 3";
    EXPECT_THAT(login(given), AllOf(HasSubstr("password"), HasSubstr("\"external\"")));
}

TEST(RelaySettings, LookIntoNetrcWhenNothingIsSaid) {
    const config::TemporaryDirectory home;
    (void)home.file(".netrc", "machine a.test login ann password hunter2\n");
    EXPECT_EQ(login(account("smtps://ann@a.test"), home.path()), "ann:hunter2");
}

TEST(RelaySettings, SayWhereAPasswordCouldStand) {
    EXPECT_THAT(login(account("smtps://ann@a.test")),
                AllOf(HasSubstr("no password for user \"ann\""), HasSubstr("--password-command"),
                      HasSubstr("--password-file"), HasSubstr("netrc")));
}

TEST(RelaySettings, SayWhatIsWrongWithNetrc) {
    const config::TemporaryDirectory home;
    (void)home.file(".netrc", "machine a.test login ann password hunter2\n", 0644);
    EXPECT_THAT(login(account("smtps://ann@a.test"), home.path()),
                AllOf(HasSubstr("chmod 600"), Not(HasSubstr("hunter2"))));
    (void)home.file(".netrc", "machine a.test logni ann\n");
    EXPECT_THAT(login(account("smtps://ann@a.test"), home.path()), HasSubstr("line 1"));
}

TEST(RelaySettings, SayWhatIsWrongWithThePassword) {
    auto given = account("smtps://ann@a.test");
    given.password.command = "exit 3";
    EXPECT_THAT(login(given), HasSubstr("exit status 3"));
    given.password = {};
    given.password.file = "/nonexistent/password";
    EXPECT_THAT(login(given), HasSubstr("/nonexistent/password"));
}

} // namespace
} // namespace posthaste::app
