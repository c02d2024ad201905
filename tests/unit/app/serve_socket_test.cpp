// SPDX-License-Identifier: MIT
#include "serve_client.hpp"
#include "serve_socket.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ServeSocket : public testing::Test {
  protected:
    ServeSocket() {
        std::string pattern = testing::TempDir() + "serve_XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
    }
    ~ServeSocket() override { std::filesystem::remove_all(directory_); }
    std::string directory_;
};

TEST_F(ServeSocket, ListensWhereItIsTold) {
    const auto ipv4 = listen_at("127.0.0.1:0", 0600);
    ASSERT_TRUE(ipv4) << ipv4.error().message;
    EXPECT_TRUE(ipv4->address.is_loopback);
    EXPECT_THAT(ipv4->address.text, StartsWith("127.0.0.1:"));
    EXPECT_NE(ipv4->address.text, "127.0.0.1:0"); // the kernel's choice is told
    const auto any = listen_at("0.0.0.0:0", 0600);
    ASSERT_TRUE(any) << any.error().message;
    EXPECT_FALSE(any->address.is_loopback);
    EXPECT_TRUE(listen_at("localhost:0", 0600));
}

TEST_F(ServeSocket, GivesItsPathTheMode) {
    for (const mode_t mode : {0600U, 0666U}) {
        const auto path = directory_ + "/socket" + std::to_string(mode);
        const auto unix_socket = listen_at("unix:" + path, mode);
        ASSERT_TRUE(unix_socket) << unix_socket.error().message;
        struct stat info{};
        ASSERT_EQ(::stat(path.c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777U, mode);
        EXPECT_EQ(unix_socket->address.path, path);
    }
}

TEST_F(ServeSocket, TakesNoFileForAnAbandonedSocket) {
    const auto path = directory_ + "/file";
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
    ASSERT_GE(file, 0);
    ::close(file);
    EXPECT_FALSE(listen_at("unix:" + path, 0600));
    EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ServeSocket, RefusesWhatIsNoAddress) {
    for (const char* where : {"", "25", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:x", "mail.example:25",
                              "::1:25", "[127.0.0.1]:25", "unix:", "unix:relative"}) {
        const auto listener = listen_at(where, 0600);
        ASSERT_FALSE(listener) << where;
        EXPECT_EQ(listener.error().kind, ErrorKind::usage) << where;
        EXPECT_THAT(listener.error().message, HasSubstr(where));
    }
    EXPECT_FALSE(listen_at("unix:/" + std::string(108, 'x'), 0600));
}

TEST_F(ServeSocket, KnowsWhoCalls) {
    std::array<int, 2> pair{-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    const auto client = identify_client(pair[0]);
    EXPECT_EQ(client.kind, ClientKind::user);
    EXPECT_EQ(client.uid, ::getuid());
    EXPECT_FALSE(client.user.empty());
    ::close(pair[0]);
    ::close(pair[1]);
}

TEST_F(ServeSocket, TakesNothingThatIsForAnother) {
    ::setenv("LISTEN_PID", "1", 1);
    ::setenv("LISTEN_FDS", "1", 1);
    const auto listeners = inherited_listeners();
    ASSERT_TRUE(listeners);
    EXPECT_TRUE(listeners->empty());
    EXPECT_EQ(::getenv("LISTEN_FDS"), nullptr); // nor does what we start
}

} // namespace
} // namespace posthaste::app
