// SPDX-License-Identifier: MIT
// A server's end of one connection, plain at first, TLS after start_tls(): blocking lines and bytes.
#pragma once

#include "test_ca.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::test {

class Channel {
  public:
    explicit Channel(int fd); // stays the caller's
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    std::optional<std::string> read_line();             // with its line end as it came; nothing at the end
    std::optional<std::string> read(std::size_t count); // exactly as many bytes; nothing when the end comes first
    std::string read_to_end();
    void write(std::string_view bytes); // errors show in the next read
    // False when the handshake fails. Bytes that came before it are dropped; surplus() tells of them.
    bool start_tls(const CertificateFiles& files);
    [[nodiscard]] bool secure() const;
    [[nodiscard]] std::string_view surplus() const { return buffer_; } // read, and not yet asked for
    void end();                                                        // close_notify where TLS is on, then FIN
    void reset();                                                      // RST when the caller closes the descriptor

  private:
    struct Tls;
    bool fill(); // false at the end
    int fd_;
    std::unique_ptr<Tls> tls_;
    std::string buffer_;
};

} // namespace posthaste::test
