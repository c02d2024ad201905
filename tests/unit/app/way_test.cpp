// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "way.hpp"

#include <filesystem>
#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using testing::HasSubstr;
using testing::Not;

config::Config two_accounts() {
    config::Config result;
    for (const char* name : {"home", "work"}) {
        config::Account account;
        account.name = name;
        account.server = config::parse_server_url(std::string("smtps://ann@") + name + ".test").value();
        account.password.literal = "hunter2";
        result.accounts.push_back(account);
    }
    result.default_account = "home";
    result.routes = {{"*@work.test", "", "work"}};
    return result;
}

std::optional<config::Account> choose(const SubmitOptions& options, const Environment& environment,
                                      const char* sender = "ann@x.test") {
    const auto account = choose_account(options, environment, two_accounts(), address(sender), {});
    EXPECT_TRUE(account) << account.error().message;
    return account.value_or(std::nullopt);
}

std::string text_of(const Way& way) {
    std::string text;
    for (const auto& setting : way.settings)
        text += setting.name + '=' + setting.value + '\n';
    return text;
}

// What the queue remembers, and the account that it finds by that.
struct Trip {
    Way way;
    config::Account before, after;
};

// The runner knows nothing of the environment, the sender or the directory of then.
Trip travel(const SubmitOptions& options, const Environment& environment, const char* sender = "ann@x.test") {
    const auto before = choose(options, environment, sender);
    Trip trip{way_of(options, environment, before ? &*before : nullptr), before.value_or(config::Account{}), {}};
    const auto read = read_way(trip.way.settings);
    EXPECT_TRUE(read) << read.error().message;
    const auto after = choose_account(read->options, read->environment, two_accounts(), std::nullopt, {});
    EXPECT_TRUE(after) << after.error().message;
    trip.after = after.value_or(std::nullopt).value_or(config::Account{});
    return trip;
}

void expect_same(const Trip& trip) {
    const auto& [way, before, after] = trip;
    EXPECT_EQ(after.name, before.name);
    EXPECT_EQ(after.server->host, before.server->host);
    EXPECT_EQ(after.server->port, before.server->port);
    EXPECT_EQ(after.login(), before.login());
    EXPECT_EQ(after.tls, before.tls);
    EXPECT_EQ(after.auth, before.auth);
    EXPECT_EQ(after.timeout, before.timeout);
    EXPECT_EQ(after.source_address, before.source_address);
    EXPECT_EQ(after.password.command, before.password.command);
    EXPECT_EQ(after.password.environment, before.password.environment);
    EXPECT_EQ(after.password.literal, before.password.literal);
    EXPECT_EQ(after.tls_pins.size(), before.tls_pins.size());
    EXPECT_THAT(text_of(way), Not(HasSubstr("hunter2")));
}

TEST(Way, LeadsBackToANamedAccount) {
    SubmitOptions options;
    options.account = "work";
    const auto trip = travel(options, {});
    expect_same(trip);
    EXPECT_EQ(trip.way.route, "work");
    EXPECT_EQ(text_of(trip.way), "account=work\n");
}

TEST(Way, LeadsBackToAnAccountThatWasChosenByItsSender) {
    const auto trip = travel({}, {}, "ann@work.test");
    expect_same(trip);
    EXPECT_EQ(trip.after.name, "work");
    EXPECT_EQ(travel({}, {}).after.name, "home") << "and not by what the default is then";
    EXPECT_EQ(text_of(travel({}, {}).way), "account=home\n");
}

TEST(Way, LeadsBackToAnAccountOfTheEnvironment) {
    Environment environment;
    environment.account = "work";
    environment.password_command = "false"; // of a server without an account
    const auto trip = travel({}, environment);
    expect_same(trip);
    EXPECT_EQ(text_of(trip.way), "account=work\n");
}

TEST(Way, KeepsEveryOptionOfAServer) {
    SubmitOptions options;
    options.server = "smtp://ann@option.test:2525";
    options.tls = "none";
    options.tls_ca = "/etc/ca.pem";
    options.tls_pin = "sha256:" + std::string(64, 'a');
    options.user = "vera";
    options.auth = "plain";
    options.password_command = "pass show mail";
    options.timeout = "9";
    options.source_address = "127.0.0.1";
    const auto trip = travel(options, {});
    expect_same(trip);
    EXPECT_EQ(trip.way.route, "vera@option.test:2525");
    EXPECT_EQ(trip.after.tls_ca, "/etc/ca.pem");
    EXPECT_EQ(trip.after.timeout, std::chrono::seconds{9});
    EXPECT_EQ(trip.after.tls_pins.size(), 1U);
}

TEST(Way, KeepsTheServerOfTheEnvironmentAndWhereItsPasswordIs) {
    Environment environment;
    environment.server = "smtps://ann@variable.test";
    environment.user = "vera";
    environment.tls_ca = "/ca.pem";
    environment.password_command = "pass show mail";
    environment.password_file = "/password";
    auto trip = travel({}, environment);
    expect_same(trip);
    EXPECT_EQ(trip.way.route, "vera@variable.test:465");
    EXPECT_EQ(trip.after.password.command, "pass show mail") << "which comes before the file";
    EXPECT_EQ(trip.after.password.file, "");
    EXPECT_EQ(trip.after.tls_ca, "/ca.pem");

    environment.password_command.clear();
    trip = travel({}, environment);
    expect_same(trip);
    EXPECT_EQ(trip.after.password.file, "/password");

    environment.password_file.clear();
    environment.has_password = true;
    trip = travel({}, environment);
    expect_same(trip);
    EXPECT_EQ(trip.after.password.environment, "POSTHASTE_PASSWORD") << "asked for when it is sent, and kept nowhere";
}

TEST(Way, PrefersOptionsToTheEnvironment) {
    Environment environment;
    environment.server = "smtps://variable.test";
    environment.user = "vera";
    environment.password_command = "false";
    SubmitOptions options;
    options.server = "smtps://option.test";
    options.password_file = "/password";
    const auto trip = travel(options, environment);
    expect_same(trip);
    EXPECT_EQ(trip.after.server->host, "option.test");
    EXPECT_EQ(trip.after.password.file, "/password");
}

TEST(Way, MakesPathsAbsolute) {
    SubmitOptions options;
    options.server = "smtps://ann@option.test";
    options.tls_ca = "ca.pem";
    options.password_file = "here/password";
    options.config = "~/own.toml";
    const auto text = text_of(travel(options, {}).way);
    const auto here = std::filesystem::current_path().string();
    EXPECT_THAT(text, HasSubstr("tls-ca=" + here + "/ca.pem\n"));
    EXPECT_THAT(text, HasSubstr("password-file=" + here + "/here/password\n"));
    EXPECT_THAT(text, HasSubstr("config=~/own.toml\n"));

    Environment environment;
    environment.config = "other.toml";
    options.config.reset();
    EXPECT_THAT(text_of(travel(options, environment).way), HasSubstr("config=" + here + "/other.toml\n"));
}

TEST(Way, IsEmptyForTheMailboxesOfThisMachine) {
    SubmitOptions options;
    options.config = "/dev/null";
    const auto way = way_of(options, {}, nullptr);
    EXPECT_EQ(way.route, "");
    EXPECT_TRUE(way.settings.empty());
}

TEST(Way, RefusesASettingItDoesNotKnow) {
    const auto way = read_way({{"account", "work"}, {"colour", "red"}});
    ASSERT_FALSE(way);
    EXPECT_EQ(way.error().kind, ErrorKind::data);
    EXPECT_THAT(way.error().message, HasSubstr("colour"));
}

} // namespace
} // namespace posthaste::app
