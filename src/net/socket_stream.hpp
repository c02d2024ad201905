// SPDX-License-Identifier: MIT
// A Stream over a connected, non-blocking socket. One send(2) for each write as far as the kernel takes it whole; a
// peer that is gone is an error, never SIGPIPE.
#pragma once

#include <posthaste/base/fd.hpp>
#include <posthaste/net/stream.hpp>

namespace posthaste::net {

class SocketStream final : public Stream {
  public:
    explicit SocketStream(Fd socket) : socket_(std::move(socket)) {}
    Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override;
    Status write_all(std::string_view bytes, Deadline deadline) override;
    void shut_down() noexcept override;
    [[nodiscard]] int descriptor() const noexcept override { return socket_.get(); }

  private:
    Fd socket_;
};

} // namespace posthaste::net
