// SPDX-License-Identifier: MIT
#include "sockets.hpp"
#include "tls_fixture.hpp"

#include <posthaste/net/connect.hpp>

#include <cerrno>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace posthaste::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Endpoint, HasATextForPeople) {
    EXPECT_EQ((Endpoint{"smtp.example.org", 587, {}}).text(), "smtp.example.org:587");
    EXPECT_EQ((Endpoint{"::1", 25, {}}).text(), "[::1]:25");
    EXPECT_EQ((Endpoint{{}, 0, "/run/x"}).text(), "unix:/run/x");
    EXPECT_EQ((Endpoint{"example.org", 0, {}, true}).text(), "srv:example.org");
}

TEST(Connect, GivesTheAddressesOfBothEnds) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, "220 hello\r\n"); }};
    const auto connected = connect({"localhost", peer.port(), {}}, soon());
    ASSERT_TRUE(connected) << connected.error().message;
    EXPECT_EQ(connected->peer, "127.0.0.1");
    EXPECT_EQ(connected->local_address, "127.0.0.1");
    EXPECT_TRUE(connected->loopback);
    EXPECT_EQ(read_exactly(*connected->stream, 11), "220 hello\r\n");
}

TEST(Connect, RecordsTheWay) {
    const Port server(8);
    ConnectRecord record;
    ASSERT_TRUE(connect({"127.0.0.1", server.port, {}}, soon(), {}, &record));
    EXPECT_THAT(record.addresses, ElementsAre("127.0.0.1"));
    ASSERT_EQ(record.attempts.size(), 1U);
    EXPECT_TRUE(record.attempts[0].connected);
    EXPECT_FALSE(record.tunnel) << "there is no proxy";

    ConnectRecord nowhere;
    ASSERT_FALSE(connect({"no-such..host.invalid", 25, {}}, soon(), {}, &nowhere));
    EXPECT_TRUE(nowhere.addresses.empty());
    EXPECT_TRUE(nowhere.attempts.empty());
}

TEST(Connect, SwitchesNagleOffAndIsNotInheritedByChildren) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, ""); }};
    const auto connected = connect({"127.0.0.1", peer.port(), {}}, soon());
    ASSERT_TRUE(connected) << connected.error().message;
    int on = 0;
    socklen_t size = sizeof on;
    ASSERT_EQ(::getsockopt(connected->stream->descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
    EXPECT_NE(on, 0);
    EXPECT_NE(::fcntl(connected->stream->descriptor(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(Connect, ReportsARefusalWithHostAndPort) {
    const Port closed;
    const auto connected = connect({"127.0.0.1", closed.port, {}}, soon());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::connection);
    EXPECT_EQ(connected.error().os_errno, ECONNREFUSED);
    EXPECT_THAT(connected.error().message, HasSubstr("127.0.0.1:" + std::to_string(closed.port)));
    EXPECT_THAT(connected.error().message, HasSubstr("Connection refused"));
}

TEST(Connect, ReportsAHostThatDoesNotExist) {
    const auto connected = connect({"no-such..host.invalid", 25, {}}, soon());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::no_host);
    EXPECT_THAT(connected.error().message, HasSubstr("no-such..host.invalid"));
}

TEST(Connect, KeepsTheDeadlineOfTheWhole) {
    const FullListener listener;
    const auto connected = connect({"127.0.0.1", listener.port(), {}}, shortly());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::timeout);
    EXPECT_THAT(connected.error().message, HasSubstr("no answer in time"));
    EXPECT_THAT(connected.error().message, HasSubstr("127.0.0.1:" + std::to_string(listener.port())));
}

TEST(Connect, ComesFromTheSourceAddress) {
    const Port server(8);
    ConnectOptions options;
    options.source_address = "127.0.0.2"; // all of 127/8 is ours on Linux
    const auto connected = connect({"127.0.0.1", server.port, {}}, soon(), options);
    ASSERT_TRUE(connected) << connected.error().message;
    EXPECT_EQ(connected->local_address, "127.0.0.2");
    EXPECT_EQ(server.accept_one(), "127.0.0.2");
}

TEST(Connect, WantsASourceAddressOfTheServersFamily) {
    ConnectOptions options;
    options.source_address = "::1";
    const auto connected = connect({"127.0.0.1", 25, {}}, soon(), options);
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::config);
    EXPECT_EQ(connected.error().message, "127.0.0.1:25: it has no IPv6 address, as the source address ::1 is");
}

TEST(Connect, WantsANumericSourceAddress) {
    ConnectOptions options;
    options.source_address = "localhost";
    const auto connected = connect({"127.0.0.1", 25, {}}, soon(), options);
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::config);
    EXPECT_THAT(connected.error().message, HasSubstr("\"localhost\" is not an IP address"));
}

TEST(Connect, NamesASourceAddressThatIsNotOurs) {
    ConnectOptions options;
    options.source_address = "192.0.2.77"; // RFC 5737: nobody's
    const auto connected = connect({"127.0.0.1", 25, {}}, soon(), options);
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::connection);
    EXPECT_THAT(connected.error().message, HasSubstr("source address 192.0.2.77: Cannot assign requested address"));
}

TEST(ConnectUnix, ReachesTheSocket) {
    const std::string path = certificates().directory() + "/socket";
    test::Peer peer{path, [](int fd) { test::serve_raw(fd, "220 lmtp\r\n"); }};
    const auto connected = connect({{}, 0, path}, soon());
    ASSERT_TRUE(connected) << connected.error().message;
    EXPECT_EQ(connected->peer, path);
    EXPECT_EQ(connected->local_address, "");
    EXPECT_TRUE(connected->loopback);
    EXPECT_EQ(read_exactly(*connected->stream, 10), "220 lmtp\r\n");
}

TEST(ConnectUnix, ReportsASocketThatIsNotThere) {
    const auto path = certificates().directory() + "/nobody";
    ConnectRecord record;
    const auto connected = connect({{}, 0, path}, soon(), {}, &record);
    ASSERT_FALSE(connected);
    EXPECT_TRUE(record.addresses.empty());
    ASSERT_EQ(record.attempts.size(), 1U);
    EXPECT_EQ(record.attempts[0].address, path);
    EXPECT_EQ(record.attempts[0].failure, "No such file or directory");
    EXPECT_EQ(connected.error().kind, ErrorKind::connection);
    EXPECT_EQ(connected.error().os_errno, ENOENT);
    EXPECT_THAT(connected.error().message, HasSubstr("/nobody"));
}

TEST(ConnectUnix, RefusesAPathThatNoSocketCanHave) {
    const auto connected = connect({{}, 0, "/" + std::string(200, 'x')}, soon());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::config);
    EXPECT_THAT(connected.error().message, HasSubstr("longer than the 107 octets"));
}

} // namespace
} // namespace posthaste::net
