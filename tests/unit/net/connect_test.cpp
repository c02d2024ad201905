// SPDX-License-Identifier: MIT
#include "tls_fixture.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/net/connect.hpp>

#include <cerrno>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <vector>

namespace posthaste::net {
namespace {

using testing::HasSubstr;
constexpr std::chrono::milliseconds patient = std::chrono::seconds{20};

// A port that nobody listens on: bound, so that nobody else gets it, but not listening.
class ClosedPort {
  public:
    explicit ClosedPort(int backlog = -1) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        void* raw = &address;
        EXPECT_EQ(::bind(socket_.get(), static_cast<sockaddr*>(raw), size), 0);
        EXPECT_EQ(::getsockname(socket_.get(), static_cast<sockaddr*>(raw), &size), 0);
        port = ntohs(address.sin_port);
        if (backlog >= 0) {
            EXPECT_EQ(::listen(socket_.get(), backlog), 0);
        }
    }
    std::uint16_t port = 0;

  private:
    Fd socket_;
};

TEST(Endpoint, HasATextForPeople) {
    EXPECT_EQ((Endpoint{"smtp.example.org", 587, {}}).text(), "smtp.example.org:587");
    EXPECT_EQ((Endpoint{"::1", 25, {}}).text(), "[::1]:25");
    EXPECT_EQ((Endpoint{{}, 0, "/run/x"}).text(), "unix:/run/x");
}

TEST(Connect, GivesTheAddressesOfBothEnds) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, "220 hello\r\n"); }};
    const auto connected = connect({"localhost", peer.port(), {}}, patient, soon());
    ASSERT_TRUE(connected) << connected.error().message;
    EXPECT_EQ(connected->peer, "127.0.0.1");
    EXPECT_EQ(connected->local_address, "127.0.0.1");
    EXPECT_TRUE(connected->loopback);
    EXPECT_EQ(read_exactly(*connected->stream, 11), "220 hello\r\n");
}

TEST(Connect, SwitchesNagleOffAndIsNotInheritedByChildren) {
    test::Peer peer{[](int fd) { test::serve_raw(fd, ""); }};
    const auto connected = connect({"127.0.0.1", peer.port(), {}}, patient, soon());
    ASSERT_TRUE(connected) << connected.error().message;
    int on = 0;
    socklen_t size = sizeof on;
    ASSERT_EQ(::getsockopt(connected->stream->descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
    EXPECT_NE(on, 0);
    EXPECT_NE(::fcntl(connected->stream->descriptor(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(Connect, ReportsARefusalWithHostAndPort) {
    const ClosedPort closed;
    const auto connected = connect({"127.0.0.1", closed.port, {}}, patient, soon());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::connection);
    EXPECT_EQ(connected.error().os_errno, ECONNREFUSED);
    EXPECT_THAT(connected.error().message, HasSubstr("127.0.0.1:" + std::to_string(closed.port)));
    EXPECT_THAT(connected.error().message, HasSubstr("Connection refused"));
}

TEST(Connect, ReportsAHostThatDoesNotExist) {
    const auto connected = connect({"no-such..host.invalid", 25, {}}, patient, soon());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::no_host);
    EXPECT_THAT(connected.error().message, HasSubstr("no-such..host.invalid"));
}

// A listener whose queue is full leaves further connections unanswered.
class FullListener {
  public:
    FullListener() : port_(0) {
        for (int i = 0; i < 4; ++i) {
            auto held = connect({"127.0.0.1", port_.port, {}}, std::chrono::milliseconds{20}, soon());
            if (held)
                held_.push_back(std::move(held->stream));
        }
    }
    [[nodiscard]] std::uint16_t port() const { return port_.port; }

  private:
    ClosedPort port_;
    std::vector<std::unique_ptr<Stream>> held_;
};

TEST(Connect, GivesUpAnAddressThatDoesNotAnswer) {
    const FullListener listener;
    const auto connected = connect({"127.0.0.1", listener.port(), {}}, std::chrono::milliseconds{50}, soon());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::connection);
    EXPECT_THAT(connected.error().message, HasSubstr("timed out"));
}

TEST(Connect, KeepsTheDeadlineOfTheWhole) {
    const FullListener listener;
    const auto connected =
        connect({"127.0.0.1", listener.port(), {}}, patient, Deadline::in(std::chrono::milliseconds{50}));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::timeout);
    EXPECT_THAT(connected.error().message, HasSubstr("no answer in time"));
}

TEST(ConnectUnix, ReachesTheSocket) {
    const std::string path = certificates().directory() + "/socket";
    test::Peer peer{path, [](int fd) { test::serve_raw(fd, "220 lmtp\r\n"); }};
    const auto connected = connect({{}, 0, path}, patient, soon());
    ASSERT_TRUE(connected) << connected.error().message;
    EXPECT_EQ(connected->peer, path);
    EXPECT_EQ(connected->local_address, "");
    EXPECT_TRUE(connected->loopback);
    EXPECT_EQ(read_exactly(*connected->stream, 10), "220 lmtp\r\n");
}

TEST(ConnectUnix, ReportsASocketThatIsNotThere) {
    const auto connected = connect({{}, 0, certificates().directory() + "/nobody"}, patient, soon());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::connection);
    EXPECT_EQ(connected.error().os_errno, ENOENT);
    EXPECT_THAT(connected.error().message, HasSubstr("/nobody"));
}

TEST(ConnectUnix, RefusesAPathThatNoSocketCanHave) {
    const auto connected = connect({{}, 0, "/" + std::string(200, 'x')}, patient, soon());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, ErrorKind::config);
    EXPECT_THAT(connected.error().message, HasSubstr("longer than the 107 octets"));
}

} // namespace
} // namespace posthaste::net
