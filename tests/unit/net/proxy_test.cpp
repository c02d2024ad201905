// SPDX-License-Identifier: MIT
#include "proxy.hpp"
#include "sockets.hpp"
#include "tls_fixture.hpp"

#include <gmock/gmock.h>

namespace posthaste::net {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

// A proxy that has said all it will say, an octet at a time.
class Recording final : public Stream {
  public:
    explicit Recording(std::string answers) : answers_(std::move(answers)) {}
    Result<std::size_t> read_some(std::span<char> buffer, Deadline) override {
        if (done_ == answers_.size())
            return 0UZ;
        buffer[0] = answers_[done_++];
        return 1UZ;
    }
    Status write_all(std::string_view bytes, Deadline) override {
        written += bytes;
        return {};
    }
    void shut_down() noexcept override {}
    [[nodiscard]] int descriptor() const noexcept override { return -1; }
    [[nodiscard]] std::string rest() const { return answers_.substr(done_); }

    std::string written;

  private:
    std::string answers_;
    std::size_t done_ = 0;
};

Proxy proxy(ProxyKind kind, const std::string& user = {}, const std::string& password = {}) {
    return {kind, "proxy.test", 1080, user, Secret(password)};
}

struct Dialogue {
    const char* name;
    Proxy proxy;
    Endpoint target;
    std::string answers; // and then "220" as the server's greeting
    std::string written;
};

void expect_tunnel(const Dialogue& dialogue) {
    SCOPED_TRACE(dialogue.name);
    Recording stream(dialogue.answers + "220");
    const auto opened = open_tunnel(stream, dialogue.proxy, dialogue.target, soon());
    EXPECT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(stream.written, dialogue.written);
    EXPECT_EQ(stream.rest(), "220");
}

TEST(Socks5, OpensATunnel) {
    const Endpoint host{"smtp.test", 465, {}};
    const auto ask = "\x05\x01\x00\x03\x09smtp.test\x01\xd1"s;
    const auto bound = "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"s;
    expect_tunnel({"no login", proxy(ProxyKind::socks5), host, "\x05\x00"s + bound, "\x05\x01\x00"s + ask});
    expect_tunnel({"login not wanted", proxy(ProxyKind::socks5, "ann", "pw"), host, "\x05\x00"s + bound,
                   "\x05\x02\x00\x02"s + ask});
    expect_tunnel({"login", proxy(ProxyKind::socks5, "ann", "pw"), host, "\x05\x02\x01\x00"s + bound,
                   "\x05\x02\x00\x02\x01\x03\x61nn\x02pw"s + ask});
    expect_tunnel({"IPv4",
                   proxy(ProxyKind::socks5),
                   {"192.0.2.1", 25, {}},
                   "\x05\x00"s + bound,
                   "\x05\x01\x00\x05\x01\x00\x01\xc0\x00\x02\x01\x00\x19"s});
    expect_tunnel({"IPv6",
                   proxy(ProxyKind::socks5),
                   {"::1", 25, {}},
                   "\x05\x00\x05\x00\x00\x04"s + std::string(18, 'x'),
                   "\x05\x01\x00\x05\x01\x00\x04"s + std::string(15, '\0') + "\x01\x00\x19"s});
    expect_tunnel({"bound to a name", proxy(ProxyKind::socks5), host, "\x05\x00\x05\x00\x00\x03\x02xy\x01\x02"s,
                   "\x05\x01\x00"s + ask});
}

TEST(HttpConnect, OpensATunnel) {
    const auto ask = "CONNECT smtp.test:465 HTTP/1.1\r\nHost: smtp.test:465\r\n"s;
    const Endpoint host{"smtp.test", 465, {}};
    expect_tunnel(
        {"no login", proxy(ProxyKind::http), host, "HTTP/1.1 200 Connection established\r\n\r\n", ask + "\r\n"});
    expect_tunnel(
        {"fields", proxy(ProxyKind::http), host, "HTTP/1.0 200\r\nVia: x\r\nContent-Length: 3\r\n\r\n", ask + "\r\n"});
    expect_tunnel({"bare LF", proxy(ProxyKind::http), host, "HTTP/1.1 200 OK\n\n", ask + "\r\n"});
    expect_tunnel({"interim", proxy(ProxyKind::http), host,
                   "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 x\r\n\r\n", ask + "\r\n"});
    // RFC 7617 section 2
    expect_tunnel({"login", proxy(ProxyKind::http, "Aladdin", "open sesame"), host, "HTTP/1.1 200 OK\r\n\r\n",
                   ask + "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"});
    expect_tunnel({"IPv6",
                   proxy(ProxyKind::http),
                   {"::1", 25, {}},
                   "HTTP/1.1 200 OK\r\n\r\n",
                   "CONNECT [::1]:25 HTTP/1.1\r\nHost: [::1]:25\r\n\r\n"});
}

struct Trouble {
    const char* name;
    ProxyKind kind;
    bool with_login;
    std::string answers;
    ErrorKind error;
    std::string words;
};

void PrintTo(const Trouble& trouble, std::ostream* out) { *out << trouble.name; }

class ProxyTrouble : public testing::TestWithParam<Trouble> {};

TEST_P(ProxyTrouble, IsTold) {
    const auto& trouble = GetParam();
    Recording stream(trouble.answers);
    const auto opened =
        open_tunnel(stream, trouble.with_login ? proxy(trouble.kind, "ann", "hunter2") : proxy(trouble.kind),
                    {"a.test", 25, {}}, soon());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, trouble.error);
    EXPECT_THAT(opened.error().message, HasSubstr(trouble.words));
    EXPECT_THAT(opened.error().message, Not(HasSubstr("hunter2")));
    EXPECT_THAT(opened.error().message, Not(HasSubstr("ann")));
}

constexpr auto socks5 = ProxyKind::socks5;
constexpr auto http = ProxyKind::http;

INSTANTIATE_TEST_SUITE_P(
    Socks5, ProxyTrouble,
    testing::Values(
        Trouble{"silent", socks5, false, "", ErrorKind::connection, "it closed the connection"},
        Trouble{"another_protocol", socks5, false, "HTTP/1.1 400", ErrorKind::protocol, "does not speak SOCKS 5"},
        Trouble{"older_version", socks5, false, "\x05\x00\x04\x00\x00\x01"s, ErrorKind::protocol, "SOCKS 5"},
        Trouble{"wants_login", socks5, false, "\x05\xff", ErrorKind::auth, "socks5://USER:PASSWORD@HOST"},
        Trouble{"wants_another_login", socks5, true, "\x05\xff", ErrorKind::auth, "neither"},
        Trouble{"unoffered_login", socks5, false, "\x05\x02", ErrorKind::protocol, "method 2"},
        Trouble{"unoffered_gssapi", socks5, true, "\x05\x01", ErrorKind::protocol, "method 1"},
        Trouble{"wrong_password", socks5, true, "\x05\x02\x01\x01", ErrorKind::auth, "refused user or password"},
        Trouble{"ruleset", socks5, false, "\x05\x00\x05\x02\x00\x01"s, ErrorKind::connection, "not allowed by ruleset"},
        Trouble{"refused", socks5, false, "\x05\x00\x05\x05\x00\x01"s, ErrorKind::connection, "connection refused"},
        Trouble{"unassigned", socks5, false, "\x05\x00\x05\x99\x00\x01"s, ErrorKind::connection, "reply 153"},
        Trouble{"address_type", socks5, false, "\x05\x00\x05\x00\x00\x09"s, ErrorKind::protocol, "type 9"},
        Trouble{"cut", socks5, false, "\x05\x00\x05\x00\x00\x01zz"s, ErrorKind::connection, "closed the connection"}),
    [](const auto& each) { return std::string(each.param.name); });

INSTANTIATE_TEST_SUITE_P(
    HttpConnect, ProxyTrouble,
    testing::Values(
        Trouble{"silent", http, false, "", ErrorKind::connection, "it closed the connection"},
        Trouble{"another_protocol", http, false, "220 smtp", ErrorKind::protocol, "does not speak HTTP"},
        Trouble{"forbidden", http, false, "HTTP/1.1 403 Forbidden by rule 7\r\n\r\n", ErrorKind::connection,
                "it says \"403 Forbidden by rule 7\""},
        Trouble{"wants_login", http, false, "HTTP/1.1 407 Log in\r\n\r\n", ErrorKind::auth,
                "\"407 Log in\": write the login as http://USER:PASSWORD@HOST"},
        Trouble{"wrong_password", http, true, "HTTP/1.1 407 No\r\n\r\n", ErrorKind::auth, "check user and password"},
        Trouble{"redirection", http, false, "HTTP/1.1 302 Found\r\n\r\n", ErrorKind::connection, "302 Found"},
        Trouble{"no_status", http, false, "HTTP/1.1\r\n\r\n", ErrorKind::protocol, "no status"},
        Trouble{"odd_status", http, false, "HTTP/1.1 2x0 OK\r\n\r\n", ErrorKind::protocol, "no status"},
        Trouble{"long_words", http, false, "HTTP/1.1 500 " + std::string(900, 'x') + "\r\n\r\n", ErrorKind::connection,
                "xxx\""},
        Trouble{"endless", http, false, "HTTP/1.1 200 OK\r\nX: " + std::string(20000, 'x'), ErrorKind::protocol,
                "its answer has no end"},
        Trouble{"cut", http, false, "HTTP/1.1 200 OK\r\n", ErrorKind::connection, "closed the connection"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Proxy, HasATextWithoutTheLogin) {
    EXPECT_EQ(proxy(ProxyKind::socks5, "ann", "pw").text(), "socks5://proxy.test:1080");
    EXPECT_EQ((Proxy{ProxyKind::http, "::1", 3128, {}, {}}).text(), "http://[::1]:3128");
}

ConnectOptions by(ProxyKind kind, std::uint16_t port) {
    ConnectOptions options;
    options.proxy = Proxy{kind, "127.0.0.1", port, "ann", Secret("hunter2")};
    return options;
}

TEST(ConnectByProxy, LeavesTheNameToTheProxy) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, "HTTP/1.1 200 OK\r\n\r\n220 hello\r\n"); }};
    const auto connected = connect({"no.such.host.invalid", 25, {}}, soon(), by(ProxyKind::http, peer.port()));
    ASSERT_TRUE(connected) << connected.error().message;
    EXPECT_EQ(read_exactly(*connected->stream, 11), "220 hello\r\n");
    EXPECT_EQ(connected->peer, "no.such.host.invalid:25 by http://127.0.0.1:" + std::to_string(peer.port()));
    EXPECT_EQ(connected->local_address, "");
    EXPECT_FALSE(connected->loopback) << "whatever the proxy's own address is";
}

TEST(ConnectByProxy, NamesServerAndProxyInItsErrors) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, "\x05\x00\x05\x04\x00\x01"s); }};
    ConnectRecord record;
    const auto connected = connect({"a.test", 25, {}}, soon(), by(ProxyKind::socks5, peer.port()), &record);
    ASSERT_FALSE(connected);
    EXPECT_TRUE(record.tunnel) << "the proxy itself was reached";
    ASSERT_EQ(record.attempts.size(), 1U);
    EXPECT_TRUE(record.attempts[0].connected);
    EXPECT_EQ(connected.error().message,
              "a.test:25: proxy socks5://127.0.0.1:" + std::to_string(peer.port()) + ": it says \"host unreachable\"");
}

TEST(ConnectByProxy, IsTemporaryTroubleWhenTheProxyHasNoAddress) {
    auto options = by(ProxyKind::http, 3128);
    options.proxy->host = "no-such..proxy.invalid";
    const auto connected = connect({"a.test", 25, {}}, soon(), options);
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::connection);
    EXPECT_THAT(connected.error().message, HasSubstr("no-such..proxy.invalid"));
}

TEST(ConnectByProxy, KeepsTheDeadlineWithASilentProxy) {
    const Port silent(8);
    const auto connected = connect({"a.test", 25, {}}, shortly(), by(ProxyKind::socks5, silent.port));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::timeout);
    EXPECT_THAT(connected.error().message, HasSubstr("it gave no answer in time"));
}

} // namespace
} // namespace posthaste::net
