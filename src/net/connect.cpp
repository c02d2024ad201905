// SPDX-License-Identifier: MIT
#include "address.hpp"
#include "race.hpp"
#include "resolve.hpp"
#include "socket_stream.hpp"

#include <posthaste/net/connect.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace posthaste::net {

namespace {
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

Result<Connected> connect_tcp(const Endpoint& endpoint, Deadline deadline, const ConnectOptions& options) {
    PH_ASSIGN(const AddressList list, resolve(endpoint.host, endpoint.port, deadline));
    std::vector<SocketAddress> addresses;
    for (const addrinfo* at = list.get(); at != nullptr; at = at->ai_next)
        addresses.push_back(socket_address(at->ai_addr, at->ai_addrlen));
    auto socket = race(interleaved(addresses), options.stagger, deadline);
    if (!socket)
        return with_context(endpoint.text(), std::move(socket).error());
    return connected_over_tcp(*std::move(socket));
}

Result<Connected> connect_unix(const Endpoint& endpoint, Deadline deadline) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (endpoint.unix_path.size() >= sizeof address.sun_path)
        return fail(ErrorKind::config, fmt::format("{}: the path is longer than the {} octets a socket can have",
                                                   endpoint.text(), sizeof address.sun_path - 1));
    std::ranges::copy(endpoint.unix_path, address.sun_path);
    auto socket = race({socket_address(reinterpret_cast<const sockaddr*>(&address), sizeof address)}, {}, deadline);
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

Result<Connected> connect(const Endpoint& endpoint, Deadline deadline, const ConnectOptions& options) {
    if (!endpoint.unix_path.empty())
        return connect_unix(endpoint, deadline);
    return connect_tcp(endpoint, deadline, options);
}

} // namespace posthaste::net
