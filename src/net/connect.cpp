// SPDX-License-Identifier: MIT
#include "address.hpp"
#include "resolve.hpp"
#include "socket_stream.hpp"
#include "wait.hpp"

#include <posthaste/net/connect.hpp>

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace posthaste::net {

namespace {
// kind is timeout when nothing answered within each_timeout.
Status finish_connect(int fd, Deadline deadline) {
    if (!wait_until(fd, POLLOUT, deadline))
        return fail_errno(ErrorKind::timeout, "cannot connect", ETIMEDOUT);
    int os_errno = 0;
    socklen_t size = sizeof os_errno;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &os_errno, &size) != 0)
        os_errno = errno;
    if (os_errno != 0)
        return fail_errno(ErrorKind::connection, "cannot connect", os_errno);
    return {};
}

Result<Fd> connect_address(const sockaddr* address, socklen_t size, Deadline deadline) {
    Fd socket{::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket.valid())
        return fail_errno(ErrorKind::connection, "cannot connect", errno);
    if (::connect(socket.get(), address, size) == 0)
        return socket;
    // After EINTR the connection goes on being made, as after EINPROGRESS (connect(2), POSIX).
    if (errno != EINPROGRESS && errno != EINTR)
        return fail_errno(ErrorKind::connection, "cannot connect", errno);
    PH_TRY(finish_connect(socket.get(), deadline));
    return socket;
}

Connected connected_over_tcp(Fd socket) {
    // Each flight is one write; Nagle's algorithm against delayed acknowledgements would cost 40 ms a message.
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Connected connected;
    const SocketAddress peer = peer_address(socket.get());
    connected.peer = numeric_text(peer);
    connected.local_address = numeric_text(local_address(socket.get()));
    connected.loopback = is_loopback(peer);
    connected.stream = std::make_unique<SocketStream>(std::move(socket));
    return connected;
}

Result<Connected> connect_tcp(const Endpoint& endpoint, std::chrono::milliseconds each_timeout, Deadline deadline) {
    PH_ASSIGN(const AddressList addresses, resolve(endpoint.host, endpoint.port, deadline));
    Error last{ErrorKind::connection, "no address", 0};
    for (const addrinfo* at = addresses.get(); at != nullptr; at = at->ai_next) {
        const Deadline for_this = Deadline::in(std::min(each_timeout, deadline.remaining()));
        auto socket = connect_address(at->ai_addr, at->ai_addrlen, for_this);
        if (socket)
            return connected_over_tcp(*std::move(socket));
        last = std::move(socket).error();
        if (deadline.passed())
            return fail(ErrorKind::timeout, fmt::format("cannot connect to {}: no answer in time", endpoint.text()));
    }
    const bool silent = last.kind == ErrorKind::timeout;
    last.kind = ErrorKind::connection;
    if (silent)
        last.message += ": is the port right, or does a firewall drop it?";
    return with_context(endpoint.text(), std::move(last));
}

Result<Connected> connect_unix(const Endpoint& endpoint, Deadline deadline) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (endpoint.unix_path.size() >= sizeof address.sun_path)
        return fail(ErrorKind::config, fmt::format("{}: the path is longer than the {} octets a socket can have",
                                                   endpoint.text(), sizeof address.sun_path - 1));
    std::ranges::copy(endpoint.unix_path, address.sun_path);
    auto socket = connect_address(reinterpret_cast<const sockaddr*>(&address), sizeof address, deadline);
    if (!socket)
        return with_context(endpoint.text(), std::move(socket).error());
    Connected connected;
    connected.peer = endpoint.unix_path;
    connected.loopback = true;
    connected.stream = std::make_unique<SocketStream>(*std::move(socket));
    return connected;
}
} // namespace

std::string Endpoint::text() const {
    if (!unix_path.empty())
        return fmt::format("unix:{}", unix_path);
    if (host.find(':') != std::string::npos)
        return fmt::format("[{}]:{}", host, port);
    return fmt::format("{}:{}", host, port);
}

Result<Connected> connect(const Endpoint& endpoint, std::chrono::milliseconds each_timeout, Deadline deadline) {
    if (!endpoint.unix_path.empty())
        return connect_unix(endpoint, deadline);
    return connect_tcp(endpoint, each_timeout, deadline);
}

} // namespace posthaste::net
