// SPDX-License-Identifier: MIT
#include <posthaste/config/proxy_url.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Good {
    const char* name;
    const char* text;
    ProxyUrl url;
};

class ProxyUrlGood : public testing::TestWithParam<Good> {};

TEST_P(ProxyUrlGood, IsTakenApart) {
    const auto url = parse_proxy_url(GetParam().text);
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(url->http, GetParam().url.http);
    EXPECT_EQ(url->host, GetParam().url.host);
    EXPECT_EQ(url->port, GetParam().url.port);
    EXPECT_EQ(url->user, GetParam().url.user);
    EXPECT_EQ(url->password, GetParam().url.password);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ProxyUrlGood,
    testing::Values(Good{"socks", "socks5://a.test", {false, "a.test", 1080, "", ""}},
                    Good{"socks_by_curls_name", "SOCKS5H://a.test:9050", {false, "a.test", 9050, "", ""}},
                    Good{"http", "http://a.test/", {true, "a.test", 3128, "", ""}},
                    Good{"ipv6", "http://[::1]:8080", {true, "::1", 8080, "", ""}},
                    Good{"login", "socks5://ann:pw@a.test", {false, "a.test", 1080, "ann", "pw"}},
                    Good{"user_alone", "socks5://ann@a.test", {false, "a.test", 1080, "ann", ""}},
                    Good{"encoded", "socks5://a%3ab:p%40%2f:x@a.test", {false, "a.test", 1080, "a:b", "p@/:x"}},
                    Good{"at_in_password", "http://ann:p@w@a.test", {true, "a.test", 3128, "ann", "p@w"}}),
    [](const auto& each) { return each.param.name; });

struct Bad {
    const char* name;
    std::string text;
    const char* message;
};

class ProxyUrlBad : public testing::TestWithParam<Bad> {};

TEST_P(ProxyUrlBad, IsRefusedWithoutShowingThePassword) {
    const auto url = parse_proxy_url(GetParam().text);
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().kind, ErrorKind::config);
    EXPECT_THAT(url.error().message, HasSubstr(GetParam().message));
    EXPECT_THAT(url.error().message, Not(HasSubstr("hunter2")));
}

INSTANTIATE_TEST_SUITE_P(
    Table, ProxyUrlBad,
    testing::Values(Bad{"no_scheme", "ann:hunter2@a.test", "must begin with socks5:// or http://"},
                    Bad{"other_scheme", "https://ann:hunter2@a.test", "proxy \"https://ann:...@a.test\": must begin"},
                    Bad{"one_slash", "socks5:/ann:hunter2@a.test", "must begin"},
                    Bad{"no_host", "http://ann:hunter2@", "there is no host"},
                    Bad{"path", "http://ann:hunter2@a.test/x", "a path or query has no meaning here"},
                    Bad{"port", "http://ann:hunter2@a.test:0", "port \"0\" is not between"},
                    Bad{"slash_in_password", "http://ann:/hunter2@a.test:x", "the port is no number"},
                    Bad{"forgotten_host", "http://ann:hunter2", "proxy \"http://\": the port is no number"},
                    Bad{"no_user", "http://:hunter2@a.test", "a password and no user"},
                    Bad{"escape", "http://ann:hunter2%zz@a.test", "not percent-encoded properly"},
                    Bad{"control_by_escape", "http://ann:hunter2%0d%0a@a.test", "not percent-encoded properly"},
                    Bad{"control", "http://ann:hunter2\r\n@a.test", "holds a control character"},
                    Bad{"colon_in_user", "http://a%3ab:hunter2@a.test", "a user with a colon"},
                    Bad{"long_password", "socks5://ann:hunter2" + std::string(256, 'x') + "@a.test", "too long"}),
    [](const auto& each) { return each.param.name; });

} // namespace
} // namespace posthaste::config
