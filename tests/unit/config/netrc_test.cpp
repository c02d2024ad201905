// SPDX-License-Identifier: MIT
#include "netrc.hpp"

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Case {
    const char* name;
    const char* text;
    const char* user;
    const char* password; // nullptr: none
};

class Netrc : public testing::TestWithParam<Case> {};

TEST_P(Netrc, GivesThePasswordForTheHost) {
    const auto entries = parse_netrc(GetParam().text);
    ASSERT_TRUE(entries) << entries.error().message;
    const auto* entry = find_netrc(*entries, "a.test", GetParam().user);
    if (GetParam().password == nullptr) {
        EXPECT_EQ(entry, nullptr);
        return;
    }
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->password.reveal(), GetParam().password);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Netrc,
    testing::Values(
        Case{"one_line", "machine a.test login u password pw\n", "u", "pw"},
        Case{"many_lines", "machine a.test\n\tlogin u\n\tpassword pw", "u", "pw"},
        Case{"crlf", "machine a.test\r\nlogin u\r\npassword pw\r\n", "u", "pw"},
        Case{"host_in_capitals", "machine A.Test login u password pw", "u", "pw"},
        Case{"another_host", "machine b.test login u password pw", "u", nullptr},
        Case{"another_user", "machine a.test login v password pw", "u", nullptr},
        Case{"any_user_takes_the_first", "machine a.test login v password pw machine a.test password x", "", "pw"},
        Case{"second_login", "machine a.test login v password x machine a.test login u password pw", "u", "pw"},
        Case{"no_login_fits_all", "machine a.test password pw", "u", "pw"},
        Case{"default_entry", "machine b.test password x\ndefault login u password pw", "u", "pw"},
        Case{"entry_without_password", "machine a.test login u\nmachine a.test login u password pw", "u", "pw"},
        Case{"quoted", "machine a.test login \"u\" password \"p w\\\"\\\\\\t\"", "u", "p w\"\\\t"},
        Case{"account_is_ignored", "machine a.test login u account x password pw", "u", "pw"},
        Case{"password_like_a_keyword", "machine a.test login u password machine", "u", "machine"},
        Case{"password_with_a_hash", "machine a.test login u password #pw", "u", "#pw"},
        Case{"comment", "# machine a.test password x\nmachine a.test # y\npassword pw", "u", "pw"},
        Case{"macro", "macdef init\nmachine a.test password x\n\nmachine a.test password pw", "u", "pw"},
        Case{"macro_without_end", "machine a.test password pw macdef init\nmachine", "u", "pw"},
        Case{"nothing", "", "u", nullptr}),
    [](const auto& each) { return each.param.name; });

TEST(NetrcErrors, NameTheLineAndNotTheWord) {
    const auto entries = parse_netrc("machine a.test\npassword my secret\n");
    ASSERT_FALSE(entries);
    EXPECT_EQ(entries.error().kind, ErrorKind::config);
    EXPECT_THAT(entries.error().message, HasSubstr("line 2: a word that is not"));
    EXPECT_THAT(entries.error().message, Not(HasSubstr("secret")));
}

TEST(NetrcKeywords, OfOtherProgramsArePassedOver) {
    const auto entries = parse_netrc("machine a.test port 465 login ann password x").value();
    ASSERT_NE(find_netrc(entries, "a.test", "ann"), nullptr);
    EXPECT_EQ(find_netrc(entries, "a.test", "ann")->password.reveal(), "x");
}

TEST(NetrcErrors, AreGivenForHalfAnEntry) {
    struct Broken {
        const char* text;
        const char* message;
    };
    for (const auto& [text, message] :
         {Broken{"machine", "\"machine\" has no value"}, Broken{"machine a.test password", "\"password\" has no value"},
          Broken{"password x", "before the first \"machine\""}, Broken{"machine \"a", "quotation mark is not closed"},
          Broken{"machine a password \"x\ny\"", "quotation mark is not closed"}}) {
        const auto entries = parse_netrc(text);
        ASSERT_FALSE(entries) << text;
        EXPECT_EQ(entries.error().kind, ErrorKind::config);
        EXPECT_THAT(entries.error().message, HasSubstr(message));
    }
}

} // namespace
} // namespace posthaste::config
