// SPDX-License-Identifier: MIT
#include <posthaste/config/config_file.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::HasSubstr;
using testing::Not;

Result<Config> parse(const std::string& line) { return parse_config("[account.a]\n" + line + "\n", "c"); }

Account account(const std::string& line) {
    auto config = parse(line);
    EXPECT_TRUE(config) << config.error().message;
    return config ? config->accounts.at(0) : Account{};
}

TEST(AccountKeys, SetWhatTheyName) {
    EXPECT_EQ(account("server = \"smtp://a.test\"").server->port, 587);
    EXPECT_EQ(account("tls = \"implicit\"").tls, TlsMode::implicit);
    EXPECT_EQ(account("tls = \"starttls\"").tls, TlsMode::starttls);
    EXPECT_EQ(account("tls = \"none\"").tls, TlsMode::none);
    EXPECT_EQ(account("tls_ca = \"/ca\"").tls_ca, "/ca");
    EXPECT_EQ(account("tls_cert = \"/cert\"").tls_cert, "/cert");
    EXPECT_EQ(account("tls_key = \"/key\"").tls_key, "/key");
    EXPECT_EQ(account("tls_min = \"1.2\"").tls_min, TlsMinimum::v1_2);
    EXPECT_EQ(account("tls_min = \"1.3\"").tls_min, TlsMinimum::v1_3);
    EXPECT_FALSE(account("tls_resume = false").tls_resume);
    EXPECT_TRUE(account("tls_resume = true").tls_resume);
    EXPECT_EQ(account("user = \"ann@a.test\"").user, "ann@a.test");
    EXPECT_EQ(account("auth = \"scram-sha-256\"").auth, "scram-sha-256");
    EXPECT_EQ(account("timeout = 86400").timeout, std::chrono::seconds(86400));
    EXPECT_EQ(account("helo = \"client.example.test\"").helo, "client.example.test");
    EXPECT_EQ(account("helo = \"[192.0.2.1]\"").helo, "[192.0.2.1]");
    EXPECT_EQ(account("helo = \"m\\u00fcller.test\"").helo, "xn--mller-kva.test");
    EXPECT_EQ(account("from = \"Ann E <ann@a.test>\"").from->address.text(), "ann@a.test");
    EXPECT_EQ(account("from = \"Ann E <ann@a.test>\"").from->display_name, "Ann E");
    EXPECT_EQ(account("envelope_from = \"ann@a.test\"").envelope_from->text(), "ann@a.test");
    EXPECT_TRUE(account("force_from = true").force_from);
    EXPECT_TRUE(account("reply_to_original = true\nforce_from = true").reply_to_original);
    EXPECT_TRUE(account("force_envelope_from = true\nenvelope_from = \"a@a.test\"").force_envelope_from);
    EXPECT_TRUE(account("from = \"a@a.test\"\nforce_envelope_from = true").force_envelope_from);
    EXPECT_FALSE(account("qualify_header = false").qualify_header);
    EXPECT_EQ(account("domain = \"a.test\"").domain, "a.test");
    EXPECT_EQ(account("queue = \"on-failure\"").queue, QueueUse::on_failure);
    EXPECT_EQ(account("queue = \"never\"").queue, QueueUse::never);
    EXPECT_EQ(account("queue = \"always\"").queue, QueueUse::always);
    EXPECT_EQ(account("source_address = \"192.0.2.1\"").source_address, "192.0.2.1");
    EXPECT_EQ(account("source_address = \"fe80::1%eth0\"").source_address, "fe80::1%eth0");
    EXPECT_EQ(account("proxy = \"http://proxy.test\"").proxy->port, 3128);
}

TEST(AccountKeys, TakeSeveralServers) {
    const auto several = account("server = [\"smtps://ann@a.test\", \"b.test\", \"smtps://bob@c.test\"]");
    EXPECT_EQ(several.server->host, "a.test");
    ASSERT_EQ(several.other_servers.size(), 2U);
    EXPECT_EQ(several.other_servers[0].host, "b.test");
    EXPECT_EQ(several.login_at(several.other_servers[0]), "ann");
    EXPECT_EQ(several.login_at(several.other_servers[1]), "bob");
    EXPECT_TRUE(account("server = [\"a.test\"]").other_servers.empty());
}

TEST(AccountKeys, TakeOneOrMorePins) {
    const std::string digest(64, '0');
    const auto one = account("tls_pin = \"sha256:" + digest + "\"");
    ASSERT_EQ(one.tls_pins.size(), 1U);
    EXPECT_EQ(one.tls_pins[0].sha256, digest);
    const auto several =
        account("tls_pin = [\"sha256:" + digest + "\", \"cert-sha256:" + digest + ";sha256:" + digest + "\"]");
    ASSERT_EQ(several.tls_pins.size(), 3U);
    EXPECT_FALSE(several.tls_pins[0].certificate);
    EXPECT_TRUE(several.tls_pins[1].certificate);
}

TEST(AccountKeys, HaveDefaults) {
    const auto plain = account("");
    EXPECT_EQ(plain.tls, TlsMode::by_scheme);
    EXPECT_EQ(plain.auth, "auto");
    EXPECT_TRUE(plain.tls_resume);
    EXPECT_TRUE(plain.tls_pins.empty());
    EXPECT_FALSE(plain.timeout);
    EXPECT_FALSE(plain.force_from);
    EXPECT_FALSE(plain.reply_to_original);
    EXPECT_FALSE(plain.force_envelope_from);
    EXPECT_TRUE(plain.qualify_header);
    EXPECT_EQ(plain.queue, QueueUse::on_failure);
    EXPECT_FALSE(plain.password.given());
}

TEST(AccountKeys, TakeAPasswordFromOneSource) {
    EXPECT_EQ(account("password = 'p\"q \\ #'").password.literal, "p\"q \\ #");
    EXPECT_EQ(account("password = { command = \"pass x\" }").password.command, "pass x");
    EXPECT_EQ(account("password = { file = \"/pw\" }").password.file, "/pw");
    EXPECT_EQ(account("password = { env = \"PW\" }").password.environment, "PW");
    EXPECT_EQ(account("password = { credential = \"smtp\" }").password.credential, "smtp");
    EXPECT_TRUE(account("password = { netrc = true }").password.netrc);
    EXPECT_TRUE(account("password.netrc = true").password.given());
}

struct Bad {
    const char* name;
    const char* line;
    const char* message;
};

class AccountKeysBad : public testing::TestWithParam<Bad> {};

TEST_P(AccountKeysBad, IsRefused) {
    const auto config = parse(GetParam().line);
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().kind, ErrorKind::config);
    EXPECT_THAT(config.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table, AccountKeysBad,
    testing::Values(
        Bad{"no_servers", "server = []", "c:2:10: \"server\" is empty"},
        Bad{"empty_server", "server = [\"a.test\", \"\"]", "c:2:21: \"server\" is empty"},
        Bad{"number_as_server", "server = 25",
            "\"server\" must be a string or an array of strings, not a whole number"},
        Bad{"number_among_servers", "server = [\"a.test\", 25]", "c:2:21: \"server\" must be a string"},
        Bad{"wrong_server_among_others", "server = [\"a.test\", \"ftp://b.test\"]", "c:2:21: server: server \"ftp:"},
        Bad{"source_name", "source_address = \"localhost\"", "c:2:18: source_address = \"localhost\": must be an IP"},
        Bad{"proxy_scheme", "proxy = \"ftp://a.test\"", "c:2:9: proxy \"ftp://a.test\": must begin with socks5://"},
        Bad{"server", "server = \"http://a.test\"", "c:2:10: server: server \"http://a.test\": unknown scheme"},
        Bad{"tls", "tls = \"yes\"", "tls = \"yes\": must be \"implicit\", \"starttls\" or \"none\""},
        Bad{"tls_flag", "tls = true", "\"tls\" must be a string, not true or false"},
        Bad{"tls_min", "tls_min = \"1.1\"", "tls_min = \"1.1\": must be \"1.2\" or \"1.3\""},
        Bad{"tls_pin", "tls_pin = \"sha256:abcd\"", "c:2:11: tls_pin = \"sha256:abcd\": must be sha256:HEX"},
        Bad{"tls_pin_number", "tls_pin = 1", "\"tls_pin\" must be a string or an array of strings"},
        Bad{"tls_pin_none", "tls_pin = []", "\"tls_pin\" is empty"}, Bad{"auth", "auth = \"PLAIN\"", "in lower case"},
        Bad{"timeout_zero", "timeout = 0", "timeout = 0: must be between 1 and 86400"},
        Bad{"timeout_long", "timeout = 86401", "timeout = 86401"},
        Bad{"timeout_fraction", "timeout = 1.5", "\"timeout\" must be a whole number, not a date or a fraction"},
        Bad{"helo_injection", "helo = \"x.test\\r\\nMAIL FROM:<evil@evil.test>\"",
            "\"helo\" holds a control character"},
        Bad{"helo_space", "helo = \"x.test SIZE\"", "helo = \"x.test SIZE\""},
        Bad{"helo_address", "helo = \"a@x.test\"", "helo = \"a@x.test\""},
        Bad{"helo_bracket", "helo = \"<x.test>\"", "helo = \"<x.test>\""},
        Bad{"user_control", "user = \"admin\\u0001auth=Bearer tok\\u0001\"", "\"user\" holds a control character"},
        Bad{"from_two", "from = \"a@x.test, b@x.test\"", "must be one address"},
        Bad{"from_none", "from = \"group:;\"", "must be one address"},
        Bad{"from_broken", "from = \"Ann <ann@x.test\"", "from = \"Ann <ann@x.test\":"},
        Bad{"envelope_from", "envelope_from = \"a b@x.test\"", "envelope_from = \"a b@x.test\":"},
        Bad{"reply_to_original", "reply_to_original = true",
            "c:2:21: reply_to_original = true keeps the From that force_from = true replaces: say that, too"},
        Bad{"force_envelope_from", "force_envelope_from = true",
            "force_envelope_from = true needs the sender that it means: envelope_from, or from"},
        Bad{"force_from", "force_from = \"yes\"", "\"force_from\" must be true or false, not a string"},
        Bad{"tls_resume", "tls_resume = \"no\"", "\"tls_resume\" must be true or false, not a string"},
        Bad{"queue", "queue = \"maybe\"", "c:2:9: queue = \"maybe\": must be \"on-failure\", \"never\" or \"always\""},
        Bad{"queue_flag", "queue = false", "\"queue\" must be a string, not true or false"},
        Bad{"password_number", "password = 5", "\"password\" must be a string or a table"},
        Bad{"password_empty", "password = \"\"", "\"password\" is empty"},
        Bad{"password_nothing", "password = {}", "must have exactly one of"},
        Bad{"password_two", "password = { env = \"A\", file = \"b\" }", "exactly one of"},
        Bad{"password_unknown", "password = { comand = \"x\" }", "(did you mean \"command\"?)"},
        Bad{"password_netrc_false", "password = { netrc = false }", "leave the key out"},
        Bad{"password_variable", "password = { env = \"A=B\" }", "not the name of a variable"},
        Bad{"password_credential_path", "password = { credential = \"../x\" }", "without \"/\""}),
    [](const auto& each) { return each.param.name; });

TEST(AccountKeys, DoNotShowAPasswordThatIsRefused) {
    const auto config = parse("password = \"hunter2\\n\"");
    ASSERT_FALSE(config);
    EXPECT_THAT(config.error().message, HasSubstr("the value of \"password\" holds a control character"));
    EXPECT_THAT(config.error().message, Not(HasSubstr("hunter2")));
}

} // namespace
} // namespace posthaste::config
