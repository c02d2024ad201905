// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

// The bare client's connection: blocking, in the clear or by OpenSSL, to 127.0.0.1. Whatever fails ends the program.
namespace floor_client {

[[noreturn]] inline void give_up(const char* what) {
    std::fprintf(stderr, "floor: %s failed\n", what);
    _exit(75);
}

class Connection {
  public:
    explicit Connection(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int one = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            give_up("connect");
        }
    }

    void secure(const char* ca_file) {
        SSL_CTX* context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
        if (SSL_CTX_load_verify_file(context, ca_file) != 1) {
            give_up("reading the CA file");
        }
        SSL* tls = SSL_new(context);
        SSL_set_fd(tls, socket_);
        // SSL_set_tlsext_host_name, without the old cast of its macro.
        static std::array<char, 10> name{"localhost"};
        SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
        SSL_set1_host(tls, name.data());
        if (SSL_connect(tls) != 1) {
            give_up("the TLS handshake");
        }
        tls_ = tls;
    }

    void send(std::string_view data) {
        while (!data.empty()) {
            const auto sent = tls_ != nullptr ? SSL_write(tls_, data.data(), static_cast<int>(data.size()))
                                              : ::send(socket_, data.data(), data.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                give_up("sending");
            }
            data.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    // All lines of one reply, or the end of everything when it is not the one that is wanted.
    std::string expect(std::string_view code) {
        std::string reply;
        for (;;) {
            const std::string line = read_line();
            reply += line;
            if (line.size() < 4 || line[3] != '-') {
                return line.starts_with(code) ? reply : (give_up(line.c_str()), reply);
            }
        }
    }

  private:
    std::string read_line() {
        for (std::size_t end = 0; (end = input_.find('\n')) == std::string::npos;) {
            std::array<char, 4096> buffer{};
            const auto got = tls_ != nullptr ? SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()))
                                             : recv(socket_, buffer.data(), buffer.size(), 0);
            if (got <= 0) {
                give_up("receiving");
            }
            input_.append(buffer.data(), static_cast<std::size_t>(got));
        }
        const std::size_t length = input_.find('\n') + 1;
        std::string line = input_.substr(0, length);
        input_.erase(0, length);
        return line;
    }

    int socket_;
    SSL* tls_ = nullptr;
    std::string input_;
};

} // namespace floor_client
