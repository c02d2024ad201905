// SPDX-License-Identifier: MIT
#include "socket_stream.hpp"

#include "wait.hpp"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace posthaste::net {

namespace {
bool would_block(int os_errno) { return os_errno == EAGAIN || os_errno == EWOULDBLOCK; }
} // namespace

// The call comes first and poll(2) only when it would block: mostly the bytes are there, or the buffer is empty.
Result<std::size_t> SocketStream::read_some(std::span<char> buffer, Deadline deadline) {
    for (;;) {
        const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno == EINTR)
            continue;
        if (!would_block(errno))
            return fail_errno(ErrorKind::connection, "connection lost", errno);
        if (const auto waited = wait_until(socket_.get(), POLLIN, deadline); waited != Waited::ready)
            return not_ready(waited, "the server gave no answer in time");
    }
}

Status SocketStream::write_all(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (errno == EINTR)
            continue;
        if (!would_block(errno))
            return fail_errno(ErrorKind::connection, "connection lost", errno);
        if (const auto waited = wait_until(socket_.get(), POLLOUT, deadline); waited != Waited::ready)
            return not_ready(waited, "the server stopped reading");
    }
    return {};
}

void SocketStream::shut_down() noexcept { ::shutdown(socket_.get(), SHUT_WR); }

} // namespace posthaste::net
