// SPDX-License-Identifier: MIT
#include <posthaste/config/server_url.hpp>

#include <gmock/gmock.h>

namespace posthaste::config {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Good {
    const char* name;
    const char* text;
    bool implicit_tls;
    const char* host;
    std::uint16_t port;
    const char* user;
};

class ServerUrlGood : public testing::TestWithParam<Good> {};

TEST_P(ServerUrlGood, IsTakenApart) {
    const auto url = parse_server_url(GetParam().text);
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(url->implicit_tls, GetParam().implicit_tls);
    EXPECT_EQ(url->host, GetParam().host);
    EXPECT_EQ(url->port, GetParam().port);
    EXPECT_EQ(url->user, GetParam().user);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ServerUrlGood,
    testing::Values(Good{"smtps", "smtps://smtp.example.org", true, "smtp.example.org", 465, ""},
                    Good{"smtp", "smtp://smtp.example.org", false, "smtp.example.org", 587, ""},
                    Good{"scheme_in_capitals", "SMTPS://a.test", true, "a.test", 465, ""},
                    Good{"bare_host", "mail", false, "mail", 587, ""},
                    Good{"bare_host_and_port", "mail.test:2525", false, "mail.test", 2525, ""},
                    Good{"port", "smtps://a.test:4650", true, "a.test", 4650, ""},
                    Good{"highest_port", "smtp://a.test:65535", false, "a.test", 65535, ""},
                    Good{"user", "smtps://ann@a.test", true, "a.test", 465, "ann"},
                    Good{"user_with_at", "smtps://ann@b.test@a.test", true, "a.test", 465, "ann@b.test"},
                    Good{"user_with_encoded_at", "smtps://ann%40b.test@a.test", true, "a.test", 465, "ann@b.test"},
                    Good{"user_with_encoded_colon", "smtps://a%3ab@a.test", true, "a.test", 465, "a:b"},
                    Good{"trailing_slash", "smtp://a.test:25/", false, "a.test", 25, ""},
                    Good{"ipv4", "smtp://127.0.0.1:25", false, "127.0.0.1", 25, ""},
                    Good{"ipv6", "smtp://[::1]:25", false, "::1", 25, ""},
                    Good{"ipv6_without_port", "smtps://u@[2001:db8::1]", true, "2001:db8::1", 465, "u"},
                    Good{"ipv6_with_zone", "smtp://[fe80::1%eth0]", false, "fe80::1%eth0", 587, ""},
                    Good{"international_name", "smtp://m\xc3\xbcller.test", false, "xn--mller-kva.test", 587, ""}),
    [](const auto& each) { return each.param.name; });

TEST(ServerUrl, MayBeADomainWithSrvRecords) {
    for (const char* text : {"srv:example.org", "SRV:example.org"}) {
        const auto url = parse_server_url(text);
        ASSERT_TRUE(url) << url.error().message;
        EXPECT_TRUE(url->srv);
        EXPECT_EQ(url->host, "example.org");
        EXPECT_EQ(url->port, 0);
    }
    EXPECT_EQ(parse_server_url("srv:m\xc3\xbcller.test")->host, "xn--mller-kva.test");
    const auto host = parse_server_url("srv:25"); // a host of this name
    EXPECT_FALSE(host->srv);
    EXPECT_EQ(host->port, 25);
}

TEST(ServerUrl, RefusesWhatIsNoDomainAfterSrv) {
    for (const char* text : {"srv:ann@example.org", "srv:example.org:465", "srv://example.org", "srv:192.0.2.1",
                             "srv:[::1]", "srv:a b", "srv:example.org/x"}) {
        const auto url = parse_server_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().kind, ErrorKind::config);
    }
}

TEST(ServerUrl, MaySayThatTheServerSpeaksLmtp) {
    struct Case {
        const char* text;
        const char* host;
        std::uint16_t port;
        const char* user;
    };
    for (const auto& c : {Case{"lmtp://mx.test", "mx.test", 24, ""},
                          {"LMTP://mx.test:2424", "mx.test", 2424, ""},
                          {"lmtp://ann@mx.test/", "mx.test", 24, "ann"},
                          {"lmtp://[::1]", "::1", 24, ""},
                          {"lmtp://ann@b.test@[::1]:25", "::1", 25, "ann@b.test"}}) {
        const auto url = parse_server_url(c.text);
        ASSERT_TRUE(url) << url.error().message;
        EXPECT_TRUE(url->lmtp);
        EXPECT_FALSE(url->implicit_tls);
        EXPECT_EQ(url->host, c.host) << c.text;
        EXPECT_EQ(url->port, c.port) << c.text;
        EXPECT_EQ(url->user, c.user) << c.text;
        EXPECT_EQ(url->unix_path, "") << c.text;
    }
    EXPECT_FALSE(parse_server_url("smtp://lmtp:24")->lmtp);
    EXPECT_EQ(parse_server_url("lmtp:24")->host, "lmtp");
}

TEST(ServerUrl, MayBeAUnixSocket) {
    struct Case {
        const char* text;
        const char* path;
        bool lmtp;
    };
    const std::string longest = "/" + std::string(106, 'x');
    for (const auto& c : {Case{"lmtp:///run/dovecot/lmtp", "/run/dovecot/lmtp", true},
                          {"lmtp:unix:/run/x", "/run/x", true},
                          {"LMTP:///run/a%20b", "/run/a b", true},
                          {"lmtp:///run/a@b", "/run/a@b", true},
                          {"unix:/run/x", "/run/x", false},
                          {"unix:///run/x", "/run/x", false},
                          {"Unix:/run/a%20b?c", "/run/a%20b?c", false},
                          {"/run/x", "/run/x", false},
                          {"/run/ann@b:c/x", "/run/ann@b:c/x", false},
                          {longest.c_str(), longest.c_str(), false}}) {
        const auto url = parse_server_url(c.text);
        ASSERT_TRUE(url) << url.error().message;
        EXPECT_EQ(url->unix_path, c.path) << c.text;
        EXPECT_EQ(url->lmtp, c.lmtp) << c.text;
        EXPECT_EQ(url->host, "") << c.text;
        EXPECT_EQ(url->port, 0) << c.text;
        EXPECT_EQ(url->user, "") << c.text;
    }
    EXPECT_EQ(parse_server_url("unix:25")->host, "unix"); // a host of this name
}

TEST(ServerUrl, TellsWhatIsOnThisMachine) {
    for (const char* host : {"localhost", "LOCALHOST.", "127.0.0.1", "127.255.0.9", "::1"})
        EXPECT_TRUE(names_this_machine(host)) << host;
    for (const char* host :
         {"", "localhost.example.org", "126.0.0.1", "128.0.0.1", "::2", "fe80::1%lo", "127.1", "a.test"})
        EXPECT_FALSE(names_this_machine(host)) << host;
}

struct Bad {
    const char* name;
    std::string text;
    const char* message;
};

class ServerUrlBad : public testing::TestWithParam<Bad> {};

TEST_P(ServerUrlBad, IsRefused) {
    const auto url = parse_server_url(GetParam().text);
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().kind, ErrorKind::config);
    EXPECT_THAT(url.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table, ServerUrlBad,
    testing::Values(
        Bad{"empty", "", "there is no host"}, Bad{"no_host", "smtps://", "there is no host"},
        Bad{"no_host_but_user", "smtps://ann@", "there is no host"},
        Bad{"other_scheme", "http://a.test", "unknown scheme \"http\", use smtps://, smtp:// or lmtp://"},
        Bad{"path", "smtp://a.test/x", "a path"}, Bad{"query", "smtp://a.test?x", "a path or query"},
        Bad{"port_zero", "a.test:0", "port \"0\""}, Bad{"port_too_high", "a.test:65536", "port \"65536\""},
        Bad{"port_empty", "a.test:", "port \"\""}, Bad{"port_word", "a.test:smtp", "the port is no number"},
        Bad{"port_signed", "a.test:-1", "the port is no number"},
        Bad{"port_trailing", "a.test:25x", "the port is no number"},
        Bad{"line_end", "smtp://a.test\r\nQUIT", "control character"},
        Bad{"nul", std::string("smtp://a\0b", 10), "control character"},
        Bad{"encoded_line_end", "smtp://a%0d%0ab@a.test", "percent-encoded"},
        Bad{"half_encoded", "smtp://a%4@a.test", "percent-encoded"},
        Bad{"not_hexadecimal", "smtp://a%zz@a.test", "percent-encoded"},
        Bad{"bare_ipv6", "smtp://::1", "there is no host"}, Bad{"open_bracket", "smtp://[::1", "bracket is not closed"},
        Bad{"name_in_brackets", "smtp://[a.test]", "\"a.test\" is not an IPv6 address"},
        Bad{"text_after_bracket", "smtp://[::1]x", "text after the bracket"},
        Bad{"empty_zone", "smtp://[::1%]", "not an IPv6 address"},
        Bad{"space", "smtp://a b", "\"a b\" is not a host name"}, Bad{"long_host", std::string(256, 'a'), "too long"},
        Bad{"relative_path", "run/x", "that of a unix socket begins with \"/\""},
        Bad{"relative_path_with_dot", "./x", "that of a unix socket begins with \"/\""},
        Bad{"relative_unix", "unix:run/x", "the path of a unix socket must begin with \"/\""},
        Bad{"unix_with_host", "unix://run/x", "must begin with \"/\""}, Bad{"unix_without_path", "unix:", "port \"\""},
        Bad{"relative_lmtp", "lmtp:unix:private/x", "must begin with \"/\""},
        Bad{"lmtp_host_and_path", "lmtp://mx.test/x", "a path or query"},
        Bad{"lmtp_query", "lmtp:///run/x?y", "a query"}, Bad{"lmtp_half_encoded", "lmtp:///run/%4", "percent-encoded"},
        Bad{"lmtp_encoded_nul", "lmtp:///run/x%00y", "percent-encoded"},
        Bad{"lmtp_without_path", "lmtp:///", "of a directory"}, Bad{"lmtp_alone", "lmtp://", "there is no host"},
        Bad{"root", "/", "of a directory"}, Bad{"directory", "unix:/run/", "of a directory"},
        Bad{"long_path", "/" + std::string(107, 'x'), "longer than the 107 octets"},
        Bad{"long_lmtp_path", "lmtp:///" + std::string(107, 'x'), "longer than the 107 octets"},
        Bad{"lmtp_socket_with_user", "lmtp://ann@/run/x", "--user"}, Bad{"lmtp_without_host", "lmtp://ann@", "--user"},
        Bad{"unix_with_user", "unix:ann@/run/x", "--user"},
        Bad{"socket_with_line_end", "/run/x\n", "control character"},
        Bad{"password", "smtps://ann:pw@a.test", "use the key \"password\""}),
    [](const auto& each) { return each.param.name; });

TEST(ServerUrl, DoesNotShowAPasswordThatStandsInIt) {
    for (const auto* text : {"smtps://ann:hunter2@a.test", "ann:hunter2@a.test", "http://ann:hunter2@a.test",
                             "smtps://ann:hunter2@a.test/x", "smtps://ann:hunter2@a.test\n"}) {
        const auto url = parse_server_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().kind, ErrorKind::config);
        EXPECT_THAT(url.error().message, Not(HasSubstr("hunter2"))) << text;
    }
}

TEST(ServerUrl, DoesNotShowAPasswordWhoseHostWasForgotten) {
    const auto url = parse_server_url("smtps://ann:TOPSECRET");
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().message.find("TOPSECRET"), std::string::npos) << url.error().message;
}

} // namespace
} // namespace posthaste::config
