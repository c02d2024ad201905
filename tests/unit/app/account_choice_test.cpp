// SPDX-License-Identifier: MIT
#include "account_choice.hpp"
#include "app_fakes.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using config::TlsMode;
using testing::AllOf;
using testing::HasSubstr;

config::Config two_accounts() {
    config::Config result;
    for (const char* name : {"home", "work"}) {
        config::Account account;
        account.name = name;
        account.server = config::parse_server_url(std::string("smtps://ann@") + name + ".test").value();
        account.password.literal = "hunter2";
        account.tls_ca = "/ca/of/the/account";
        result.accounts.push_back(account);
    }
    result.default_account = "home";
    result.routes = {{"*@work.test", "", "work"}};
    return result;
}

Result<std::optional<config::Account>> choose(const SubmitOptions& options, const Environment& environment = {},
                                              const config::Config& config = two_accounts(),
                                              const char* sender = "ann@x.test") {
    return choose_account(options, environment, config, address(sender), {address("bob@x.test")});
}

config::Account chosen(const SubmitOptions& options, const Environment& environment = {}) {
    const auto account = choose(options, environment);
    EXPECT_TRUE(account) << account.error().message;
    EXPECT_TRUE(account && *account);
    return account && *account ? **account : config::Account{};
}

void expect_error(const SubmitOptions& options, const Environment& environment, ErrorKind kind, const char* message) {
    const auto account = choose(options, environment);
    ASSERT_FALSE(account) << message;
    EXPECT_EQ(account.error().kind, kind) << account.error().message;
    EXPECT_THAT(account.error().message, HasSubstr(message));
}

SubmitOptions with(std::optional<std::string> SubmitOptions::* member, std::string value) {
    SubmitOptions options;
    options.*member = std::move(value);
    return options;
}

SubmitOptions with_server(std::string url) { return with(&SubmitOptions::server, std::move(url)); }

Environment variables() {
    Environment environment;
    environment.server = "smtps://ann@variable.test";
    environment.user = "vera";
    environment.tls_ca = "/ca/of/the/variable";
    environment.has_password = true;
    return environment;
}

TEST(ReadEnvironment, ReadsTheVariables) {
    const World world;
    const config::Variable config("POSTHASTE_CONFIG", "c"), account("POSTHASTE_ACCOUNT", "a"),
        server("POSTHASTE_SERVER", "s"), user("POSTHASTE_USER", "u"), command("POSTHASTE_PASSWORD_COMMAND", "pc"),
        file("POSTHASTE_PASSWORD_FILE", "pf"), from("POSTHASTE_FROM", "f"), ca("POSTHASTE_TLS_CA", "ca"),
        password("POSTHASTE_PASSWORD", "");
    const auto read = read_environment();
    EXPECT_EQ(read.config, "c");
    EXPECT_EQ(read.account, "a");
    EXPECT_EQ(read.server, "s");
    EXPECT_EQ(read.user, "u");
    EXPECT_EQ(read.password_command, "pc");
    EXPECT_EQ(read.password_file, "pf");
    EXPECT_EQ(read.from, "f");
    EXPECT_EQ(read.tls_ca, "ca");
    EXPECT_TRUE(read.has_password);
}

TEST(ReadEnvironment, FindsNothingInAnEmptyOne) {
    const World world;
    const auto read = read_environment();
    EXPECT_EQ(read.config + read.account + read.server + read.user + read.from + read.tls_ca, "");
    EXPECT_EQ(read.password_command + read.password_file, "");
    EXPECT_FALSE(read.has_password);
}

TEST(AccountChoice, PutsOptionsBeforeVariablesBeforeTheConfiguration) {
    Environment account_variable;
    account_variable.account = "work";
    EXPECT_EQ(chosen({}).name, "home");
    EXPECT_EQ(chosen({}, account_variable).name, "work");
    EXPECT_EQ(chosen({}, variables()).server->host, "variable.test");
    EXPECT_EQ(chosen(with(&SubmitOptions::account, "home"), account_variable).name, "home");
    EXPECT_EQ(chosen(with(&SubmitOptions::account, "home"), variables()).name, "home");
    EXPECT_EQ(chosen(with_server("option.test"), variables()).server->host, "option.test");
    EXPECT_EQ(chosen(with_server("option.test"), account_variable).server->host, "option.test");
}

TEST(AccountChoice, FollowsARoute) {
    EXPECT_EQ(choose({}, {}, two_accounts(), "ann@work.test").value().value().name, "work");
}

TEST(AccountChoice, IsNobodyWithoutServerAndConfiguration) { EXPECT_EQ(choose({}, {}, {}).value(), std::nullopt); }

TEST(AccountChoice, GivesANamedServerNothingOfTheConfiguredOnes) {
    const auto account = chosen(with_server("smtp://option.test"));
    EXPECT_EQ(account.name, "");
    EXPECT_FALSE(account.password.given());
    EXPECT_EQ(account.tls_ca, "");
    EXPECT_EQ(account.login(), "");
}

TEST(AccountChoice, GivesTheVariablesToANamedServerAlone) {
    const auto by_option = chosen(with_server("smtps://option.test"), variables());
    EXPECT_EQ(by_option.login(), "vera");
    EXPECT_EQ(by_option.tls_ca, "/ca/of/the/variable");
    EXPECT_EQ(by_option.password.environment, "POSTHASTE_PASSWORD");

    const auto configured = chosen(with(&SubmitOptions::account, "home"), variables());
    EXPECT_EQ(configured.login(), "ann");
    EXPECT_EQ(configured.tls_ca, "/ca/of/the/account");
    EXPECT_EQ(configured.password.environment, "");
    EXPECT_EQ(configured.password.literal, "hunter2");
}

TEST(AccountChoice, TakesOnePasswordOfTheVariables) {
    auto environment = variables();
    environment.password_file = "/file";
    const auto by_file = chosen({}, environment).password;
    EXPECT_EQ(by_file.file, "/file");
    EXPECT_EQ(by_file.environment, "");
    environment.password_command = "command";
    const auto by_command = chosen({}, environment).password;
    EXPECT_EQ(by_command.command, "command");
    EXPECT_EQ(by_command.file + by_command.environment, "");
}

TEST(AccountChoice, LetsOptionsChangeTheAccount) {
    SubmitOptions options;
    options.user = "bob";
    options.tls = "starttls";
    options.tls_ca = "/ca";
    options.auth = "PLAIN";
    options.timeout = "7";
    options.password_command = "echo x";
    const auto account = chosen(options);
    EXPECT_EQ(account.name, "home");
    EXPECT_EQ(account.login(), "bob");
    EXPECT_EQ(account.tls, TlsMode::starttls);
    EXPECT_EQ(account.tls_ca, "/ca");
    EXPECT_EQ(account.auth, "plain");
    EXPECT_EQ(account.timeout, std::chrono::seconds(7));
    EXPECT_EQ(account.password.command, "echo x");
    EXPECT_EQ(account.password.literal, "");
}

TEST(AccountChoice, ReadsEveryModeOfTls) {
    EXPECT_EQ(chosen(with(&SubmitOptions::tls, "none")).tls, TlsMode::none);
    EXPECT_EQ(chosen(with(&SubmitOptions::tls, "implicit")).tls, TlsMode::implicit);
    EXPECT_EQ(chosen({}).tls, TlsMode::by_scheme);
}

TEST(AccountChoice, RefusesOptionsThatWillNotDo) {
    auto both = with_server("option.test");
    both.account = "home";
    expect_error(both, {}, ErrorKind::usage, "exclude each other");
    auto passwords = with(&SubmitOptions::password_file, "/f");
    passwords.password_command = "c";
    expect_error(passwords, {}, ErrorKind::usage, "exclude each other");
    for (const char* tls : {"", "None", "ssl", "on"})
        expect_error(with(&SubmitOptions::tls, tls), {}, ErrorKind::usage, "must be none, starttls or implicit");
    for (const char* timeout : {"", "0", "-1", "1s", "1.5", " 1", "86401", "99999999999999999999"})
        expect_error(with(&SubmitOptions::timeout, timeout), {}, ErrorKind::usage, "--timeout");
    expect_error(with(&SubmitOptions::auth, "gssapi"), {}, ErrorKind::usage,
                 "--auth: unknown authentication mechanism");
    expect_error(with_server("smtps://ann:hunter2@option.test"), {}, ErrorKind::usage, "--server");
    expect_error(with_server("ftp://option.test"), {}, ErrorKind::usage, "--server \"ftp://option.test\"");
    expect_error(with_server(""), {}, ErrorKind::usage, "--server");
}

TEST(AccountChoice, BlamesTheConfigurationForWhatStandsThere) {
    Environment environment;
    environment.server = "ftp://x";
    expect_error({}, environment, ErrorKind::config, "POSTHASTE_SERVER");
    environment.server = "";
    environment.account = "wrok";
    expect_error({}, environment, ErrorKind::config, "unknown account \"wrok\"");
    expect_error(with(&SubmitOptions::account, "wrok"), {}, ErrorKind::config, "known: \"home\", \"work\"");
}

TEST(AccountChoice, SaysThatAnAccountHasNoServer) {
    auto config = two_accounts();
    config.accounts.front().server.reset();
    const auto account = choose({}, {}, config);
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::config);
    EXPECT_THAT(account.error().message, AllOf(HasSubstr("\"home\" has no server"), HasSubstr("smtps://HOST")));
}

TEST(AccountChoice, JudgesOptionsEvenWithoutAServer) {
    const auto account = choose(with(&SubmitOptions::timeout, "soon"), {}, {});
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::usage);
}

TEST(ChooseAccount, TakesTheWayFromTheOptions) {
    auto options = with(&SubmitOptions::proxy, "socks5://ann@proxy.test:9050");
    options.source_address = "::1";
    const auto account = chosen(options);
    EXPECT_EQ(account.source_address, "::1");
    ASSERT_TRUE(account.proxy);
    EXPECT_EQ(account.proxy->port, 9050);
}

TEST(ChooseAccount, RefusesWaysThatWillNotDo) {
    expect_error(with(&SubmitOptions::source_address, "localhost"), {}, ErrorKind::usage,
                 "--source-address \"localhost\": must be an IP address");
    expect_error(with(&SubmitOptions::proxy, "proxy.test"), {}, ErrorKind::usage, "--proxy \"proxy.test\": must begin");
}

TEST(ChooseAccount, TakesNoPasswordOfAProxyFromTheCommandLine) {
    const auto account = choose(with(&SubmitOptions::proxy, "http://ann:hunter2@proxy.test"));
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::usage);
    EXPECT_THAT(account.error().message, AllOf(HasSubstr("--proxy: a password"), testing::Not(HasSubstr("hunter2"))));
}

} // namespace
} // namespace posthaste::app
