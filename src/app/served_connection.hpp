// SPDX-License-Identifier: MIT
// One client of ours: plays smtp::ServerSession on a stream, and has Reception do what the session asks.
#pragma once

#include "reception.hpp"

#include <posthaste/base/byte_source.hpp>
#include <posthaste/net/stream.hpp>
#include <posthaste/net/tls_server.hpp>
#include <posthaste/smtp/server_session.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace posthaste::app {

using Users = std::map<std::string, Secret>; // who may log in, and by which password

struct ServedTools {
    Reception& reception;
    const Users& users;
    const net::TlsServerContext* tls = nullptr; // null: no TLS is offered
    int interrupt = -1;
    std::chrono::milliseconds patience = std::chrono::minutes{5};      // for a command (RFC 5321 4.5.3.2.7), or a piece
    std::chrono::milliseconds longest_message = std::chrono::hours{1}; // of a message, and all of one
};

class ServedConnection {
  public:
    ServedConnection(std::unique_ptr<net::Stream> stream, smtp::ServerSettings settings, const ServedTools& tools)
        : stream_(std::move(stream)), session_(std::move(settings)), tools_(tools) {}

    // Until the client is gone, or thrown out.
    void run();

  private:
    class Content;
    // Until there is something to be done that is not about bytes.
    [[nodiscard]] smtp::ServerStep next_work();
    void send(const std::string& bytes);
    void receive();
    bool perform(smtp::ServerStep what);
    [[nodiscard]] bool start_tls();
    void check_login(const smtp::server_step::CheckLogin& login);
    void take_message();
    [[nodiscard]] net::Deadline deadline() const;

    std::unique_ptr<net::Stream> stream_;
    smtp::ServerSession session_;
    ServedTools tools_;
    unsigned wrong_logins_ = 0;
    bool gone_ = false; // nothing can be said any more
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point message_since_;
    bool in_message_ = false;
};

} // namespace posthaste::app
