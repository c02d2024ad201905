// SPDX-License-Identifier: MIT
// Ports on the loopback interface that refuse, take or swallow connections.
#pragma once

#include "address.hpp"
#include "race.hpp"

#include <posthaste/base/fd.hpp>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace posthaste::net {

inline Deadline shortly() { return Deadline::in(std::chrono::milliseconds{50}); } // for what will never come

inline SocketAddress address_of(const std::string& text, std::uint16_t port) {
    sockaddr_in in4{};
    sockaddr_in6 in6{};
    const void* raw = &in6;
    if (::inet_pton(AF_INET, text.c_str(), &in4.sin_addr) == 1) {
        in4.sin_family = AF_INET;
        in4.sin_port = htons(port);
        raw = &in4;
        return socket_address(static_cast<const sockaddr*>(raw), sizeof in4);
    }
    EXPECT_EQ(::inet_pton(AF_INET6, text.c_str(), &in6.sin6_addr), 1) << text;
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    return socket_address(static_cast<const sockaddr*>(raw), sizeof in6);
}

// Bound, so that nobody else gets the port; without a backlog nobody listens on it and connections are refused.
class Port {
  public:
    explicit Port(int backlog = -1, const std::string& host = "127.0.0.1") {
        const auto wanted = address_of(host, 0);
        socket_ = Fd{::socket(wanted.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        usable = ::bind(socket_.get(), generic(wanted), wanted.size) == 0;
        address = local_address(socket_.get());
        const void* raw = &address.storage;
        port = ntohs(static_cast<const sockaddr_in*>(raw)->sin_port); // in the same place for IPv6
        if (usable && backlog >= 0) {
            EXPECT_EQ(::listen(socket_.get(), backlog), 0);
        }
    }
    // The address of the next client; it is hung up on.
    [[nodiscard]] std::string accept_one() const {
        const Fd client{::accept(socket_.get(), nullptr, nullptr)};
        return numeric_text(peer_address(client.get()));
    }

    bool usable = false; // false: the address does not exist here
    std::uint16_t port = 0;
    SocketAddress address;

  private:
    Fd socket_;
};

// A listener whose queue is full leaves further connections unanswered.
class FullListener {
  public:
    FullListener() : port_(0) {
        for (int i = 0; i < 4; ++i)
            held_.push_back(race({port_.address}, {}, Deadline::in(std::chrono::milliseconds{20})));
    }
    [[nodiscard]] std::uint16_t port() const { return port_.port; }
    [[nodiscard]] const SocketAddress& address() const { return port_.address; }

  private:
    Port port_;
    std::vector<Result<Fd>> held_;
};

} // namespace posthaste::net
