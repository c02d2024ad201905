// SPDX-License-Identifier: MIT
#include <posthaste/config/config.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::HasSubstr;

mail::Address address(const char* text) { return mail::Address::parse(text).value(); }

Config config_with(std::vector<std::string> names, std::vector<Route> routes = {}) {
    Config config;
    for (auto& name : names) {
        Account account;
        account.name = std::move(name);
        config.accounts.push_back(std::move(account));
    }
    config.routes = std::move(routes);
    return config;
}

std::string chosen(const Config& config, const char* sender, std::vector<mail::Address> recipients) {
    const auto from = *sender == '\0' ? std::nullopt : std::optional(address(sender));
    const auto account = config.choose(from, recipients);
    EXPECT_TRUE(account);
    return account && *account != nullptr ? (*account)->name : "none";
}

TEST(Config, FindsAnAccountByName) {
    const auto config = config_with({"home", "work"});
    EXPECT_EQ(config.account("work").value(), &config.accounts[1]);
}

TEST(Config, NamesTheKnownAccountsWhenOneIsUnknown) {
    const auto account = config_with({"home", "work"}).account("wrok");
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::config);
    EXPECT_EQ(account.error().message, "unknown account \"wrok\"; known: \"home\", \"work\"");
}

TEST(Config, SaysThatThereIsNoAccountAtAll) {
    const auto account = Config{}.account("x");
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().kind, ErrorKind::config);
    EXPECT_THAT(account.error().message, HasSubstr("no account is configured"));
}

TEST(Config, ChoosesTheFirstRouteThatFits) {
    const auto config = config_with({"a", "b"}, {{"*@a.test", "", "a"}, {"*", "", "b"}, {"*@b.test", "", "a"}});
    EXPECT_EQ(chosen(config, "x@A.test", {}), "a");
    EXPECT_EQ(chosen(config, "x@b.test", {}), "b");
}

TEST(Config, NeedsBothSidesOfARouteThatHasBoth) {
    auto config = config_with({"a", "b"}, {{"@a.test", "@b.test", "a"}});
    config.default_account = "b";
    EXPECT_EQ(chosen(config, "x@a.test", {address("y@b.test")}), "a");
    EXPECT_EQ(chosen(config, "x@a.test", {address("y@c.test")}), "b");
    EXPECT_EQ(chosen(config, "x@c.test", {address("y@b.test")}), "b");
}

TEST(Config, WantsEveryRecipientToFit) {
    auto config = config_with({"a", "b"}, {{"", "@a.test", "a"}});
    config.default_account = "b";
    EXPECT_EQ(chosen(config, "x@x.test", {address("y@a.test"), address("z@a.test")}), "a");
    EXPECT_EQ(chosen(config, "x@x.test", {address("y@a.test"), address("z@c.test")}), "b");
    EXPECT_EQ(chosen(config, "x@x.test", {}), "b");
}

TEST(Config, LetsTheNullSenderFitAStarOnly) {
    EXPECT_EQ(chosen(config_with({"a", "b"}, {{"@a.test", "", "a"}, {"*", "", "b"}}), "", {}), "b");
    EXPECT_EQ(chosen(config_with({"a", "b"}, {{"*@*", "", "a"}}), "", {}), "none");
}

TEST(Config, FallsBackToTheDefaultThenToTheOnlyAccount) {
    auto config = config_with({"a", "b"});
    EXPECT_EQ(chosen(config, "x@a.test", {}), "none");
    config.default_account = "b";
    EXPECT_EQ(chosen(config, "x@a.test", {}), "b");
    EXPECT_EQ(chosen(config_with({"only"}), "x@a.test", {}), "only");
    EXPECT_EQ(chosen(Config{}, "x@a.test", {}), "none");
}

TEST(Account, LogsInWithTheUrlsUserUnlessUserIsGiven) {
    Account account;
    EXPECT_EQ(account.login(), "");
    account.server = parse_server_url("smtps://ann@a.test").value();
    EXPECT_EQ(account.login(), "ann");
    account.user = "bob";
    EXPECT_EQ(account.login(), "bob");
}

} // namespace
} // namespace posthaste::config
