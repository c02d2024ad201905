// SPDX-License-Identifier: MIT
#include "temporary_files.hpp"

#include <posthaste/config/config_file.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* with_proxy_password = "[account.a]\nproxy = \"http://ann:hunter2@a.test\"\n";
constexpr const char* with_password = "[account.a]\npassword = \"hunter2\"\n";

template <typename T> void expect_config_error(const Result<T>& result, const std::string& message) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::config);
    EXPECT_THAT(result.error().message, HasSubstr(message));
}

TEST(ConfigFile, ReadsEverythingOfADocument) {
    const auto config = parse_config(R"(
default = "work"
domain = "example.org"
[account.work]
server = "smtps://ann@smtp.example.org"
password = { command = "pass show mail" }
[account.home]
server = "smtp://b.test"
[[route]]
from = "*@example.org"
account = "work"
[[route]]
to = "@b.test"
account = "home"
)",
                                     "c");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->default_account, "work");
    EXPECT_EQ(config->domain, "example.org");
    ASSERT_EQ(config->accounts.size(), 2U);
    EXPECT_EQ(config->accounts[0].name, "work"); // in the order of the file
    EXPECT_EQ(config->accounts[0].server->host, "smtp.example.org");
    EXPECT_EQ(config->accounts[0].password.command, "pass show mail");
    ASSERT_EQ(config->routes.size(), 2U);
    EXPECT_EQ(config->routes[0].from, "*@example.org");
    EXPECT_EQ(config->routes[1].to, "@b.test");
    EXPECT_EQ(config->routes[1].account, "home");
}

TEST(ConfigFile, TakesAnEmptyDocument) {
    for (const auto* text : {"", "\n", "# nothing\n"})
        EXPECT_TRUE(parse_config(text, "c")) << text;
}

struct Bad {
    const char* name;
    std::string text;
    const char* message;
};

class ConfigFileBad : public testing::TestWithParam<Bad> {};

TEST_P(ConfigFileBad, IsRefusedAtItsPlace) {
    const auto config = parse_config(GetParam().text, "/c.toml");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().kind, ErrorKind::config);
    EXPECT_THAT(config.error().message, StartsWith(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table, ConfigFileBad,
    testing::Values(
        Bad{"unknown_key", "[account.a]\n  tsl = \"none\"", "/c.toml:2:3: unknown key \"tsl\" (did you mean \"tls\"?)"},
        Bad{"unknown_key_like_none", "colour = 1", "/c.toml:1:1: unknown key \"colour\""},
        Bad{"unknown_table", "[acount.a]", "/c.toml:1:2: unknown key \"acount\" (did you mean \"account\"?)"},
        Bad{"unknown_route_key", "[[route]]\nform = \"*\"",
            "/c.toml:2:1: unknown key \"form\" (did you mean \"from\"?)"},
        Bad{"first_in_the_file_first", "zz = 1\naa = 1", "/c.toml:1:1: unknown key \"zz\""},
        Bad{"wrong_type", "\ndomain = 5", "/c.toml:2:10: \"domain\" must be a string, not a whole number"},
        Bad{"syntax", "domain = \"a\nb\"", "/c.toml:1:"}, Bad{"twice", "domain = \"a\"\ndomain = \"b\"", "/c.toml:2:"},
        Bad{"garbage", std::string("\0\xff{\"not\": a config\nhost\n", 24), "/c.toml:1:"},
        Bad{"not_utf8", "domain = \"a\xff\"", "/c.toml:1:"},
        Bad{"control_character", "domain = \"a\\r\\nb\"",
            "/c.toml:1:10: the value of \"domain\" holds a control character"},
        Bad{"empty_value", "default = \"\"", "/c.toml:1:11: \"default\" is empty"},
        Bad{"default_unknown", "default = \"x\"\n[account.a]\n[account.b]",
            "/c.toml:1:11: default: unknown account \"x\"; known: \"a\", \"b\""},
        Bad{"default_without_accounts", "default = \"x\"", "/c.toml:1:11: default: unknown account \"x\": no account"},
        Bad{"route_unknown", "[account.a]\n[[route]]\nfrom = \"*\"\naccount = \"x\"",
            "/c.toml:4:11: account: unknown account \"x\"; known: \"a\""},
        Bad{"route_without_pattern", "[account.a]\n[[route]]\naccount = \"a\"", "/c.toml:2:1: a route needs \"from\""},
        Bad{"route_without_account", "[account.a]\n[[route]]\nto = \"*\"", "/c.toml:2:1: a route needs \"account\""},
        Bad{"route_is_a_table", "[route]\nfrom = \"*\"", "/c.toml:1:1: \"route\" must be an array, not a table"},
        Bad{"route_of_words", "route = [\"a\"]",
            "/c.toml:1:10: a route must be a table, as in [[route]], not a string"},
        Bad{"account_is_a_word", "account = \"a\"", "/c.toml:1:11: \"account\" must be a table, not a string"},
        Bad{"account_key_outside", "[account]\nserver = \"a.test\"",
            "/c.toml:2:10: account \"server\" must be a table, as in [account.server], not a string"},
        Bad{"account_name_empty", "[account.\"\"]", "/c.toml:1:10: account name \"\" is empty"},
        Bad{"account_name_control", "[account.\"a\\n\"]",
            "/c.toml:1:10: account name \"a\n\" is empty or holds a control"},
        Bad{"domain_with_space", "domain = \"a b\"", "/c.toml:1:10: domain = \"a b\":"},
        Bad{"header_of_a_wrong_character", "[:x]", "/c.toml:1:2:"},
        Bad{"array_header_of_a_wrong_character", "[[ =", "/c.toml:1:4:"},
        Bad{"letter_outside_a_string", "a\xc3\xbc = 1", "/c.toml:1:2:"},
        Bad{"presentation_form_outside_a_string", "a\xef\xb9\xbf = 1", "/c.toml:1:2:"},
        Bad{"deep_tables", "a" + std::string(300, '.') + "a = 1", "/c.toml:1:1: tables are nested too deep"},
        Bad{"deep_arrays", "a = " + std::string(5000, '['), "/c.toml:1:"}),
    [](const auto& each) { return each.param.name; });

TEST(ConfigFile, IsReadFromTheGivenPath) {
    const TemporaryDirectory directory;
    const auto path = directory.file("c.toml", "domain = \"a.test\"\n", 0644);
    const auto config = load_config(path, "");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->path, path);
    EXPECT_EQ(config->domain, "a.test");
}

TEST(ConfigFile, MustBeThereWhenItsPathIsGiven) {
    expect_config_error(load_config("/nonexistent/c.toml", ""), "cannot open /nonexistent/c.toml: No such file");
}

TEST(ConfigFile, IsRefusedWhenItIsADirectory) {
    const TemporaryDirectory directory;
    expect_config_error(load_config(directory.path(), ""), "Is a directory");
}

TEST(ConfigFile, IsRefusedWhenItIsTooLarge) {
    const TemporaryDirectory directory;
    expect_config_error(load_config(directory.file("c.toml", std::string(300'000, '#')), ""), "is larger than");
}

TEST(ConfigFile, MayBeTheNullDevice) {
    const auto config = load_config("/dev/null", "");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_TRUE(config->accounts.empty());
}

TEST(ConfigFile, WithAPasswordIsRefusedWhenOthersCanReadIt) {
    const TemporaryDirectory directory;
    for (const mode_t mode : {0644U, 0640U, 0604U, 0620U}) {
        const auto path = directory.file("c.toml", with_password, mode);
        const auto config = load_config(path, "");
        expect_config_error(config, "run \"chmod 600 " + path + "\"");
        EXPECT_THAT(config.error().message, Not(HasSubstr("hunter2")));
    }
    EXPECT_TRUE(load_config(directory.file("c.toml", with_password, 0600), ""));
}

TEST(ConfigFile, WithAPasswordOfAProxyIsRefusedWhenOthersCanReadOrWriteIt) {
    const TemporaryDirectory directory;
    for (const mode_t mode : {0644U, 0620U}) {
        const auto config = load_config(directory.file("c.toml", with_proxy_password, mode), "");
        ASSERT_FALSE(config);
        EXPECT_THAT(config.error().message, HasSubstr("run \"chmod 600 "));
        EXPECT_THAT(config.error().message, Not(HasSubstr("hunter2")));
    }
    EXPECT_TRUE(load_config(directory.file("c.toml", with_proxy_password, 0600), ""));
}

TEST(ConfigFile, ThatNamesAPasswordsSourceIsRefusedWhenOthersCanWriteIt) {
    const TemporaryDirectory directory;
    const std::string text = "[account.a]\nserver = \"mx.test\"\npassword = { command = \"pass\" }\n";
    for (const mode_t mode : {0620, 0602}) {
        const auto config = load_config(directory.file("c.toml", text, mode), "");
        ASSERT_FALSE(config);
        EXPECT_THAT(config.error().message, HasSubstr("others may write it: run \"chmod go-w "));
    }
    EXPECT_TRUE(load_config(directory.file("c.toml", text, 0644), ""));
    EXPECT_TRUE(load_config(directory.file("c.toml", "[account.a]\nserver = \"mx.test\"\n", 0666), ""));
}

TEST(ConfigFile, ShowsNothingOfAPasswordThatIsNotQuoted) {
    const auto config = parse_config("[account.a]\npassword = trustno1\n", "c");
    ASSERT_FALSE(config);
    EXPECT_THAT(config.error().message, testing::Not(HasSubstr("trus")));
    EXPECT_THAT(config.error().message, testing::StartsWith("c:2:"));
}

TEST(ConfigFile, CountsNoDotsInStringsAndComments) {
    const auto dots = std::string(300, '.');
    EXPECT_TRUE(parse_config("domain = \"x.test\" # " + dots + "\n", "c"));
    const auto deep = parse_config(std::string(300, 'a') + " = 1\n" + std::string(598, '.') + "\n", "c");
    ASSERT_FALSE(deep);
    EXPECT_THAT(deep.error().message, HasSubstr("c:2:1: tables are nested too deep"));
}

TEST(ConfigFile, WithoutAPasswordMayBeReadByOthers) {
    const TemporaryDirectory directory;
    EXPECT_TRUE(load_config(directory.file("c.toml", "[account.a]\npassword = { netrc = true }\n", 0644), ""));
}

TEST(ConfigFile, IsLookedForInTheConfigurationDirectory) {
    const TemporaryDirectory directory;
    const Variable variable("XDG_CONFIG_HOME", directory.path() + "/xdg");
    const auto path = directory.file("xdg/posthaste/config.toml", "domain = \"a.test\"\n");
    EXPECT_EQ(load_config("", "/nonexistent").value().path, path);
}

TEST(ConfigFile, IsLookedForInTheHomeWhenTheDirectoryIsUnsetOrRelative) {
    const TemporaryDirectory home;
    const auto path = home.file(".config/posthaste/config.toml", "domain = \"a.test\"\n");
    for (const auto& value : {std::optional<std::string>{}, std::optional<std::string>{"relative"}}) {
        const Variable variable("XDG_CONFIG_HOME", value);
        EXPECT_EQ(load_config("", home.path()).value().path, path);
    }
}

TEST(ConfigFile, IsNotPassedOverWhenItIsBroken) {
    const TemporaryDirectory home;
    const Variable variable("XDG_CONFIG_HOME", std::nullopt);
    const auto path = home.file(".config/posthaste/config.toml", "domain = 5\n");
    expect_config_error(load_config("", home.path()), path + ":1:10:");
}

TEST(ConfigFile, ExpandsTheHomeInPaths) {
    const TemporaryDirectory home;
    const auto path = home.file("c.toml", "[account.a]\ntls_ca = \"~/ca\"\ntls_cert = \"/c~/x\"\ntls_key = \"~x/k\"\n"
                                          "password = { file = \"~/pw\" }\n");
    const auto config = load_config(path, "/home/ann");
    ASSERT_TRUE(config) << config.error().message;
    const auto& account = config->accounts.at(0);
    EXPECT_EQ(account.tls_ca, "/home/ann/ca");
    EXPECT_EQ(account.tls_cert, "/c~/x");
    EXPECT_EQ(account.tls_key, "~x/k");
    EXPECT_EQ(account.password.file, "/home/ann/pw");
}

} // namespace
} // namespace posthaste::config
