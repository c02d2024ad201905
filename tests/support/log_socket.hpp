// SPDX-License-Identifier: MIT
// The socket of a system log that is the test's own: /dev/log as syslogd and journald have it.
#pragma once

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace posthaste::test {

class LogSocket {
  public:
    LogSocket() {
        std::string name = "/tmp/posthaste-log-XXXXXX"; // a socket's path is short
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
        start();
    }
    ~LogSocket() {
        ::close(fd_);
        std::filesystem::remove_all(directory_);
    }
    LogSocket(const LogSocket&) = delete;
    LogSocket& operator=(const LogSocket&) = delete;

    [[nodiscard]] std::string path() const { return directory_ + "/log"; }
    // As when the service is started anew.
    void restart() {
        ::close(fd_);
        std::filesystem::remove(path());
        start();
    }
    // The next datagram, without waiting; empty: there is none.
    std::string take() const {
        std::array<char, 65536> buffer;
        const auto count = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string{};
    }

  private:
    void start() {
        fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path().data(), path().size());
        EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }

    std::string directory_;
    int fd_ = -1;
};

} // namespace posthaste::test
