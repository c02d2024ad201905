// SPDX-License-Identifier: MIT
#include <posthaste/config/config_edit.hpp>
#include <posthaste/config/toml_text.hpp>

#include <gtest/gtest.h>

namespace posthaste::config {

namespace {

constexpr auto whole = R"(# my mail
# in two lines

default = "work" # for now
domain = 'example.org'

# the work account
[account.work]
server = "smtps://mail.example.org" # fast
# by hand
password = { command = "pass show work" }

# the other
[account.home]
server = [
  "smtps://a.example",
  "smtps://b.example",
]
[account.home.password]
netrc = true

[queue]
jobs = 2
)";

std::string text_without(const std::string& text, std::string_view name) {
    auto result = without_account(text, name);
    return result ? *std::move(result) : "error: " + result.error().message;
}

} // namespace

TEST(ConfigEdit, AKeyIsReplacedWhereItStands) {
    EXPECT_EQ(with_key("a = 1\ndefault = \"x\" # why\n[account.x]\n", "default", "\"y\"").value(),
              "a = 1\ndefault = \"y\" # why\n[account.x]\n");
    EXPECT_EQ(with_key("default='a#\"b'\n", "default", "\"y\"").value(), "default=\"y\"\n");
    EXPECT_EQ(with_key("default = \"a\\\"#\\\\\"#c\n", "default", "\"y\"").value(), "default = \"y\"#c\n");
    EXPECT_FALSE(with_key("default = \"\"\"x\"\"\"\n", "default", "\"y\""));
    EXPECT_FALSE(with_key("default = \n", "default", "\"y\""));
}

TEST(ConfigEdit, ANewKeyStandsInFrontOfTheTables) {
    EXPECT_EQ(with_key("", "default", "\"x\"").value(), "default = \"x\"\n");
    EXPECT_EQ(with_key("# only this", "default", "\"x\"").value(), "# only this\ndefault = \"x\"\n");
    EXPECT_EQ(with_key("# mine\n\n# work\n[account.x]\n", "default", "\"x\"").value(),
              "# mine\n\ndefault = \"x\"\n\n# work\n[account.x]\n");
    EXPECT_EQ(with_key("domain = \"a.example\"\n[account.x]\n", "default", "\"x\"").value(),
              "default = \"x\"\ndomain = \"a.example\"\n[account.x]\n");
}

TEST(ConfigEdit, AnAccountGoesWithWhatIsItsOwn) {
    EXPECT_EQ(text_without(whole, "work"), R"(# my mail
# in two lines

domain = 'example.org'

# the other
[account.home]
server = [
  "smtps://a.example",
  "smtps://b.example",
]
[account.home.password]
netrc = true

[queue]
jobs = 2
)");
    EXPECT_EQ(text_without(whole, "home"), R"(# my mail
# in two lines

default = "work" # for now
domain = 'example.org'

# the work account
[account.work]
server = "smtps://mail.example.org" # fast
# by hand
password = { command = "pass show work" }

[queue]
jobs = 2
)");
}

TEST(ConfigEdit, TheLastAccountLeavesNoBlankLinesBehind) {
    EXPECT_EQ(text_without("domain = \"a.example\"\n\n[account.x]\nserver = \"a\"\n", "x"), "domain = \"a.example\"\n");
    EXPECT_EQ(text_without("[account.x]\nserver = \"a\"", "x"), "");
}

TEST(ConfigEdit, WhatARouteNeedsStays) {
    EXPECT_EQ(text_without("[account.x]\nserver = \"a\"\n[[route]]\nfrom = \"*\"\naccount = \"x\"\n", "x"),
              "error: line 5: a route goes by account x: remove the route, or name another account in it");
    EXPECT_EQ(without_account("default = \"x\"\n[account.x]\nserver = \"a\"\n", "x", References::kept).value(),
              "default = \"x\"\n");
}

TEST(ConfigEdit, OtherFormsAreLeftToPeople) {
    EXPECT_EQ(text_without("account.x.server = \"a\"\n", "x"),
              "error: line 1: account x does not stand in a table of its own: remove it by hand");
    EXPECT_EQ(text_without("[account]\nx = { server = \"a\" }\n", "x"),
              "error: line 2: account x does not stand in a table of its own: remove it by hand");
    EXPECT_EQ(text_without("[account.x]\nuser = \"\"\"\n[account.y]\n\"\"\"\nserver = \"a\"\n", "x"),
              "error: line 1: account x does not stand in a table of its own: remove it by hand");
    EXPECT_EQ(text_without("[account.x]\n", "y"), "error: unknown account \"y\"");
}

TEST(ConfigEdit, TablesFollowABlankLine) {
    EXPECT_EQ(with_tables("", "[account.x]\n"), "[account.x]\n");
    EXPECT_EQ(with_tables("a = 1", "[account.x]\n"), "a = 1\n\n[account.x]\n");
    EXPECT_EQ(with_tables("a = 1\n", "[account.x]\n"), "a = 1\n\n[account.x]\n");
}

TEST(TomlText, StringsAndKeys) {
    EXPECT_EQ(toml_string("plain"), "\"plain\"");
    EXPECT_EQ(toml_string("with \"quotes\" and \\"), "'with \"quotes\" and \\'");
    EXPECT_EQ(toml_string("it's \"so\""), "\"it's \\\"so\\\"\"");
    EXPECT_EQ(toml_string("a\nb\\"), "\"a\\u000Ab\\\\\"");
    EXPECT_EQ(toml_key("work-2_x"), "work-2_x");
    EXPECT_EQ(toml_key("ann@example.org"), "\"ann@example.org\"");
    EXPECT_EQ(toml_key(""), "\"\"");
}

} // namespace posthaste::config
