// SPDX-License-Identifier: MIT
// The other end for tests of the net layer: a listener on a free port, and one connection served in a thread, raw or
// with TLS by OpenSSL.
#pragma once

#include "test_ca.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace posthaste::test {

// Listens on 127.0.0.1, or on a unix socket, and runs `serve` for the first connection. The destructor ends the
// connection and waits for the thread.
class Peer {
  public:
    explicit Peer(std::function<void(int fd)> serve);
    Peer(std::string unix_path, std::function<void(int fd)> serve);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    void wait(); // until `serve` has returned

  private:
    void start(std::function<void(int fd)> serve);
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

struct TlsScript {
    CertificateFiles files;
    int minimum = 0, maximum = 0; // TLS1_2_VERSION ...; 0: any, down to TLS 1.0 at security level 0
    std::string client_ca;        // demand a client certificate issued by these
    std::string say;              // sent after the handshake
    bool echo = false;            // each thing read is sent back, until the peer ends
    bool key_update = false;      // after `say`, with an update asked of the peer; then `say` again
    bool deaf = false;            // read nothing and wait for the peer to go
    bool tickets = true;          // that every other peer takes, too; else none
    bool extended_secret = true;  // the extended master secret of TLS 1.2 (RFC 7627)
    bool cut = false;             // end the TCP connection without close_notify
};

struct TlsRecord { // what the server saw; read it after Peer::wait()
    bool handshake_done = false;
    bool close_notify = false; // the client's
    bool resumed = false;
    std::string server_name; // SNI
    std::string client_subject;
    std::string exported; // by the label and length of RFC 9266
    std::string received; // application bytes
};

// To be used as Peer's serve.
void serve_tls(int fd, const TlsScript& script, TlsRecord& record);

// Bytes to send as they are; then reads until the peer ends.
void serve_raw(int fd, std::string_view bytes);

} // namespace posthaste::test
