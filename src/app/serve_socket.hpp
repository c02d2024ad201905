// SPDX-License-Identifier: MIT
// Sockets to be called on: made by us, or handed over by systemd (sd_listen_fds(3)).
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace posthaste::app {

struct SocketAddress {
    bool is_unix = false;
    bool is_loopback = false; // only this machine can reach it: 127/8, ::1, unix
    std::string text;         // "127.0.0.1:25", "[::1]:25", "unix:/run/x"
    std::string path;         // of a unix socket that has one
};
[[nodiscard]] std::optional<SocketAddress> own_address(int socket);
[[nodiscard]] std::optional<SocketAddress> peer_address(int socket);

struct Listener {
    Fd socket; // non-blocking
    SocketAddress address;
    bool ours = false; // its path is removed at the end, if it is still this one's
    std::uint64_t inode = 0;
};

// "unix:PATH" or an absolute path, "HOST:PORT" with a numeric host, brackets around IPv6, or localhost; port 0 is the
// kernel's choice. mode: of a unix socket's path, from the first moment. A path that nobody listens at any more is used
// again. ErrorKind::usage for an address that is none, cannot_create when it cannot be had.
[[nodiscard]] Result<Listener> listen_at(const std::string& where, mode_t mode);

// Nobody can call any more; our own paths go.
void close_all(std::vector<Listener>& listeners) noexcept;

// Those of systemd, whose variables are removed. ErrorKind::usage for a socket that does not listen.
[[nodiscard]] Result<std::vector<Listener>> inherited_listeners();

} // namespace posthaste::app
