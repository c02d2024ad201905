// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "check_report.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using delivery::ServerProbe;
using smtp::Phase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

ServerProbe reached() {
    ServerProbe probe;
    probe.remote = "smtp.x.test:587";
    probe.way.addresses = {"192.0.2.1"};
    probe.way.attempts = {{"192.0.2.1", "", true, 2ms}};
    return probe;
}

ServerProbe unreached(ErrorKind kind, net::ConnectRecord way) {
    ServerProbe probe;
    probe.remote = "smtp.x.test:587";
    probe.way = std::move(way);
    probe.unreached = Error{kind, "no way", 0};
    return probe;
}

smtp::Answer said(Phase phase, int code, std::vector<std::string> lines, std::size_t recipient = 0) {
    return {phase, reply(code, std::move(lines)), std::nullopt, recipient};
}

std::vector<std::string> states(const CheckedServer& server) {
    std::vector<std::string> result;
    for (const auto& step : server.steps)
        result.push_back(std::string(step.name) + " " + std::string(name(step.state)));
    return result;
}

TEST(Explain, NamesTheStepThatFailedOnTheWay) {
    struct Case {
        ErrorKind kind;
        net::ConnectRecord way;
        const char* step;
        ExitStatus status;
    };
    const net::ConnectRecord tried{{"192.0.2.1"}, {{"192.0.2.1", "refused", false, 1ms}}, 1ms, std::nullopt};
    const net::ConnectRecord by_proxy{{"192.0.2.1"}, {{"192.0.2.1", "", true, 1ms}}, 1ms, 5ms};
    for (const auto& c : {Case{ErrorKind::no_host, {}, "dns failed", ExitStatus::no_host},
                          {ErrorKind::connection, tried, "tcp failed", ExitStatus::try_later},
                          {ErrorKind::auth, by_proxy, "proxy failed", ExitStatus::no_permission},
                          {ErrorKind::config, {}, "settings failed", ExitStatus::config}}) {
        const auto server = explain(unreached(c.kind, c.way), {});
        EXPECT_THAT(states(server), testing::Contains(c.step));
        EXPECT_THAT(states(server), testing::Contains("greeting skipped"));
        EXPECT_EQ(server.status, c.status) << c.step;
    }
}

TEST(Explain, TakesALookupOfServersForDns) {
    auto probe = unreached(ErrorKind::config, {});
    probe.looked_for_servers = true;
    EXPECT_THAT(states(explain(probe, {})), testing::Contains("dns failed"));
}

TEST(Explain, TellsWhichAddressesFailedBeforeOneStood) {
    auto probe = reached();
    probe.way.attempts = {{"2001:db8::1", "Network is unreachable", false, 1ms}, {"192.0.2.1", "", true, 2ms}};
    const auto server = explain(probe, {});
    EXPECT_THAT(server.steps[1].notes, ElementsAre("2001:db8::1: Network is unreachable"));
    EXPECT_EQ(server.steps[1].about, "connected to 192.0.2.1");
    EXPECT_EQ(server.status, ExitStatus::ok);
}

TEST(Explain, TellsWhichAddressesWereSilentWhenOneStood) {
    auto probe = reached();
    probe.way.attempts = {{"2001:db8::1", "", false, 270ms}, {"192.0.2.1", "", true, 20ms}};
    EXPECT_THAT(explain(probe, {}).steps[1].notes, ElementsAre("2001:db8::1: no answer within 270 ms, not waited for"));
}

TEST(Explain, TakesHeloForAnAnswer) {
    auto probe = reached();
    probe.answers = {{said(Phase::greeting, 220, {"hi"}), 1ms},
                     {said(Phase::ehlo, 502, {"5.5.1 what?"}), 1ms},
                     {said(Phase::ehlo, 250, {"mx.test"}), 2ms},
                     {said(Phase::quit, 221, {"bye"}), 1ms}};
    const auto server = explain(probe, {});
    EXPECT_THAT(states(server), ElementsAre("dns ok", "tcp ok", "greeting ok", "ehlo ok", "auth skipped", "quit ok"));
    EXPECT_EQ(server.status, ExitStatus::ok) << "mail would go";
    EXPECT_THAT(server.steps[3].notes, ElementsAre("EHLO was refused (502 5.5.1 what?), so HELO was said"));
    EXPECT_EQ(server.steps[3].took, 3ms);

    probe.answers[2].answer = said(Phase::ehlo, 500, {"neither"});
    const auto refused = explain(probe, {});
    EXPECT_THAT(states(refused), testing::Contains("ehlo failed").Times(1));
    EXPECT_EQ(refused.steps[3].reply->code, 500);
    EXPECT_EQ(refused.status, ExitStatus::unavailable);
}

TEST(Explain, ShowsAReplyOutOfPlaceWithWhatIsWrongWithIt) {
    auto probe = reached();
    probe.answers = {{said(Phase::mail, 354, {"go ahead"}), 1ms},
                     {{Phase::mail, std::nullopt, Error{ErrorKind::protocol, "a wrong reply", 0}, 0}, 0ms}};
    mail::Envelope envelope;
    envelope.recipients = {address("a@x.test")};
    const auto server = explain(probe, envelope);
    EXPECT_THAT(states(server), testing::Contains("mail failed").Times(1));
    EXPECT_EQ(server.status, ExitStatus::protocol);
    const auto text = check_text({server}, {});
    EXPECT_THAT(text, HasSubstr("cause: a wrong reply\n"));
    EXPECT_THAT(text, HasSubstr("server: 354 go ahead\n"));
}

TEST(Explain, PutsMailBeforeWhoWasNeverNamed) {
    auto probe = reached();
    const Error why{ErrorKind::refused, "not ASCII", 0};
    probe.answers = {{said(Phase::greeting, 220, {"hi"}), 1ms},
                     {said(Phase::ehlo, 250, {"mx.test"}), 1ms},
                     {{Phase::rcpt, std::nullopt, why, 0}, 0ms},
                     {said(Phase::quit, 221, {"bye"}), 1ms}};
    mail::Envelope envelope;
    envelope.recipients = {address("a@x.test")};
    const auto server = explain(probe, envelope);
    EXPECT_EQ(server.status, ExitStatus::no_user);
    EXPECT_THAT(states(server), ElementsAre("dns ok", "tcp ok", "greeting ok", "ehlo ok", "auth skipped",
                                            "mail skipped", "rcpt failed", "quit ok"));
}

TEST(Explain, SaysWhomARefusalConcernsAndTakesTheGravestStatus) {
    mail::Envelope envelope;
    envelope.recipients = {address("later@x.test"), address("no@x.test"), address("yes@x.test")};
    auto probe = reached();
    for (auto& answer : {said(Phase::mail, 250, {"ok"}), said(Phase::rcpt, 451, {"4.7.1 greylisted"}),
                         said(Phase::rcpt, 550, {"5.1.1 nobody"}, 1), said(Phase::rcpt, 250, {"ok"}, 2)})
        probe.answers.push_back({answer, 1ms});
    const auto server = explain(probe, envelope);
    EXPECT_EQ(server.status, ExitStatus::no_user);
    const auto text = check_text({server}, {});
    EXPECT_THAT(text, HasSubstr("later@x.test\n"));
    EXPECT_THAT(text, HasSubstr("next: try again later\n"));
    EXPECT_THAT(text, HasSubstr("next: check the address\n"));
}

TEST(Explain, KnowsTheProvider) {
    auto probe = reached();
    probe.remote = "smtp.gmail.com:587";
    probe.login = true;
    probe.answers = {
        {said(Phase::auth, 535, {"5.7.8 Username and Password not accepted.", "5.7.8 see the help"}), 1ms}};
    const auto server = explain(probe, {});
    EXPECT_EQ(server.status, ExitStatus::no_permission);
    const auto text = check_text({server}, {});
    EXPECT_THAT(text, HasSubstr("server: 535 5.7.8 Username and Password not accepted.\n"));
    EXPECT_THAT(text, HasSubstr("server: 535 5.7.8 see the help\n"));
    EXPECT_THAT(text, HasSubstr("app password"));
}

TEST(Explain, AsksForNoAppPasswordWhereATokenWasRefused) {
    auto probe = reached();
    probe.remote = "smtp.gmail.com:587";
    probe.login = true;
    probe.mechanism = "XOAUTH2";
    probe.answers = {{said(Phase::auth, 535, {"5.7.8 Username and Password not accepted."}), 1ms}};
    const auto text = check_text({explain(probe, {})}, {});
    EXPECT_THAT(text, HasSubstr("next: Google refused the access token"));
    EXPECT_THAT(text, Not(HasSubstr("app password")));
}

TEST(Explain, DoesNotTakeABadGoodbyeForAFailure) {
    auto probe = reached();
    probe.answers = {{said(Phase::quit, 500, {"what?"}), 1ms}};
    const auto server = explain(probe, {});
    EXPECT_THAT(states(server), testing::Contains("quit failed"));
    EXPECT_EQ(server.status, ExitStatus::ok);
}

TEST(CheckText, LetsNoControlCharacterThrough) {
    auto probe = reached();
    probe.tls.chain = {{"CN=\x1b[2J", "CN=\rx", {"a\x07.test"}, 0, 0, "RSA 2048", "", ""}};
    probe.answers = {{said(Phase::greeting, 220, {"hi \x1b[31m"}), 1ms},
                     {said(Phase::ehlo, 250, {"x", "X-\x1b[1mODD \x9b", "SIZE"}), 1ms},
                     {{Phase::tls, std::nullopt, Error{ErrorKind::trust, "bad \x1b[0m", 0}, 0}, 1ms}};
    const auto text = check_text({explain(probe, {})}, {});
    for (const auto* const control : {"\x1b", "\r", "\x07", "\x9b"})
        EXPECT_THAT(text, Not(HasSubstr(control)));
    EXPECT_THAT(text, HasSubstr("CN=\\x1b[2J"));
}

TEST(CheckJson, HoldsTheCertificatesAndTheDaysTheyHaveLeft) {
    auto probe = reached();
    constexpr std::int64_t day = 86400;
    probe.tls.version = "TLSv1.3";
    probe.tls.chain = {{"CN=a", "CN=b", {"a.test"}, 0, 10 * day, "RSA 2048", "c0", "4e"},
                       {"CN=b", "CN=b", {}, 0, 2 * day, "RSA 2048", "c1", "4f"}};
    probe.answers = {{{Phase::tls, std::nullopt, std::nullopt, 0}, 1500us}};
    const auto now = std::chrono::system_clock::from_time_t(3 * day);
    const auto text = check_json({explain(probe, {})}, ExitStatus::ok, now);
    EXPECT_THAT(text, HasSubstr(R"("ms":1.5)"));
    EXPECT_THAT(text, HasSubstr(R"("days_left":7)"));
    EXPECT_THAT(text, HasSubstr(R"("days_left":-1)"));
    EXPECT_THAT(text, HasSubstr(R"("key_sha256":"4e")"));
}

TEST(Extensions, AreKeptWithOrWithoutAMeaning) {
    const auto found = extensions_of(reply(250, {"mx.test", "size 1000", "AUTH=LOGIN", "X-ODD a b", ""}));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].parameters, "1000");
    EXPECT_THAT(std::string(found[0].meaning), HasSubstr("octets"));
    EXPECT_EQ(found[1].keyword, "AUTH");
    EXPECT_EQ(found[1].parameters, "LOGIN");
    EXPECT_EQ(found[2].keyword, "X-ODD");
    EXPECT_EQ(found[2].parameters, "a b");
    EXPECT_EQ(found[2].meaning, "");
}

} // namespace
} // namespace posthaste::app
