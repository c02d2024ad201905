// SPDX-License-Identifier: MIT
// A connected byte stream, plain or TLS. Errors: ErrorKind::timeout when the deadline passed, interrupted when its
// interrupt came while there was something to wait for, connection when the peer is gone, protocol or tls from the TLS
// layer.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/net/deadline.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace posthaste::net {

class Stream {
  public:
    virtual ~Stream() = default;
    // At least one byte, or 0 at an orderly end. A TLS stream cut without close_notify is ErrorKind::connection.
    virtual Result<std::size_t> read_some(std::span<char> buffer, Deadline deadline) = 0;
    virtual Status write_all(std::string_view bytes, Deadline deadline) = 0;
    // Orderly end: TLS says close_notify without waiting for an answer. Destruction without it just drops the
    // connection.
    virtual void shut_down() noexcept = 0;
    // The descriptor underneath, or -1; stays the stream's.
    [[nodiscard]] virtual int descriptor() const noexcept = 0;
};

} // namespace posthaste::net
