// SPDX-License-Identifier: MIT
// An SMTP server on a free port of 127.0.0.1 or at a unix socket, in a thread: connection after connection is served by
// a Receiver, or by whatever a test puts in its place.
#pragma once

#include "receiver.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace posthaste::test {

// A unix socket's path; empty: a port.
struct ListenAt {
    explicit ListenAt(std::string path) : unix_path(std::move(path)) {}
    std::string unix_path;
};

class FakeServer {
  public:
    using Serve = std::function<void(Channel&)>;
    explicit FakeServer(Serve serve, ListenAt where = ListenAt{""});
    // Takes messages; on_message is called in the server's thread, before the reply to the message.
    FakeServer(ServerOptions options, CertificateFiles files, Receiver::OnMessage on_message = {});
    ~FakeServer(); // stop()
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; } // 0 at a unix socket
    [[nodiscard]] std::vector<ReceivedMessage> messages() const;
    void stop(); // ends the connection being served, and takes no more

  private:
    void start();
    void listen_tcp();
    void listen_unix();
    void serve_connections();
    void receive(Channel& channel);

    ServerOptions options_;
    CertificateFiles files_;
    Receiver::OnMessage on_message_;
    Serve serve_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_; // guards the two below
    int connection_ = -1;
    std::vector<ReceivedMessage> messages_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

} // namespace posthaste::test
