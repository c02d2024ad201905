// SPDX-License-Identifier: MIT
#include "fake_server.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace posthaste::test {

namespace {
void require(bool done, const char* what) {
    if (done)
        return;
    std::perror(what);
    std::abort();
}

// OpenSSL writes without MSG_NOSIGNAL.
void ignore_broken_pipes() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}
} // namespace

FakeServer::FakeServer(Serve serve, ListenAt where) : serve_(std::move(serve)) {
    options_.unix_path = std::move(where.unix_path);
    start();
}

FakeServer::FakeServer(ServerOptions options, CertificateFiles files, Receiver::OnMessage on_message)
    : options_(std::move(options)), files_(std::move(files)), on_message_(std::move(on_message)),
      serve_([this](Channel& channel) { receive(channel); }) {
    start();
}

FakeServer::~FakeServer() {
    stop();
    ::close(listener_);
    if (!options_.unix_path.empty())
        ::unlink(options_.unix_path.c_str());
}

std::vector<ReceivedMessage> FakeServer::messages() const {
    const std::lock_guard lock{mutex_};
    return messages_;
}

void FakeServer::stop() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR); // accept(2) returns
    {
        const std::lock_guard lock{mutex_};
        if (connection_ >= 0)
            ::shutdown(connection_, SHUT_RDWR);
    }
    if (thread_.joinable())
        thread_.join();
}

void FakeServer::start() {
    if (options_.unix_path.empty())
        listen_tcp();
    else
        listen_unix();
    thread_ = std::thread{[this] { serve_connections(); }};
}

void FakeServer::listen_unix() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    require(options_.unix_path.copy(address.sun_path, sizeof address.sun_path) < sizeof address.sun_path, "path");
    const void* raw = &address;
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(::bind(listener_, static_cast<const sockaddr*>(raw), sizeof address) == 0, "bind");
    require(::listen(listener_, 16) == 0, "listen");
}

void FakeServer::listen_tcp() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    void* raw = &address;
    socklen_t size = sizeof address;
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(::bind(listener_, static_cast<const sockaddr*>(raw), size) == 0, "bind");
    require(::listen(listener_, 16) == 0, "listen");
    require(::getsockname(listener_, static_cast<sockaddr*>(raw), &size) == 0, "getsockname");
    port_ = ntohs(address.sin_port);
}

void FakeServer::serve_connections() {
    ignore_broken_pipes();
    while (!stopping_) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0)
            continue;
        {
            const std::lock_guard lock{mutex_};
            connection_ = connection;
        }
        const int on = 1;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (!stopping_) {
            Channel channel{connection};
            serve_(channel);
        }
        const std::lock_guard lock{mutex_};
        ::close(std::exchange(connection_, -1));
    }
}

void FakeServer::receive(Channel& channel) {
    Receiver receiver{channel, options_, files_, [this](const ReceivedMessage& message) {
                          {
                              const std::lock_guard lock{mutex_};
                              messages_.push_back(message);
                          }
                          if (on_message_)
                              on_message_(message);
                      }};
    receiver.run();
}

} // namespace posthaste::test
