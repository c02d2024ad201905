// SPDX-License-Identifier: MIT
#include "address.hpp"
#include "proxy.hpp"
#include "race.hpp"
#include "resolve.hpp"
#include "socket_stream.hpp"
#include "wait.hpp"

#include <posthaste/net/connect.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace posthaste::net {

namespace {
using Clock = std::chrono::steady_clock;

std::chrono::microseconds since(Clock::time_point started) {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
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

Result<SocketAddress> source_address(const std::string& text) {
    const auto list = resolve_numeric(text);
    if (!list)
        return fail(ErrorKind::config, fmt::format("source address \"{}\" is not an IP address", text));
    return socket_address((*list)->ai_addr, (*list)->ai_addrlen);
}

std::string_view family_name(const SocketAddress& address) {
    return address.storage.ss_family == AF_INET6 ? "IPv6" : "IPv4";
}

// To where the packets go: the server, or the proxy.
Result<Connected> connect_tcp(const Endpoint& endpoint, Deadline deadline, const ConnectOptions& options,
                              ConnectRecord& record) {
    RaceOptions how{options.stagger, std::nullopt, &record.attempts};
    if (!options.source_address.empty()) {
        PH_ASSIGN(how.source, source_address(options.source_address));
    }
    const auto started = Clock::now();
    auto found = resolve(endpoint.host, endpoint.port, deadline);
    record.lookup = since(started);
    PH_ASSIGN(const AddressList list, std::move(found));
    std::vector<SocketAddress> addresses;
    for (const addrinfo* at = list.get(); at != nullptr; at = at->ai_next)
        if (!how.source || how.source->storage.ss_family == at->ai_family)
            addresses.push_back(socket_address(at->ai_addr, at->ai_addrlen));
    if (addresses.empty() && how.source)
        return fail(ErrorKind::config, fmt::format("{}: it has no {} address, as the source address {} is",
                                                   endpoint.text(), family_name(*how.source), options.source_address));
    addresses = interleaved(addresses);
    for (const auto& address : addresses)
        record.addresses.push_back(numeric_text(address));
    auto socket = race(addresses, how, deadline);
    if (!socket)
        return with_context(endpoint.text(), std::move(socket).error());
    return connected_over_tcp(*std::move(socket));
}

Result<Connected> connect_by_proxy(const Proxy& proxy, const Endpoint& endpoint, Deadline deadline,
                                   const ConnectOptions& options, ConnectRecord& record) {
    const auto context = fmt::format("{}: proxy {}", endpoint.text(), proxy.text());
    auto connected = connect_tcp({proxy.host, proxy.port, {}}, deadline, options, record);
    if (!connected) {
        Error error = std::move(connected).error();
        if (error.kind == ErrorKind::no_host) // this says nothing about the server, so it is not for good
            error.kind = ErrorKind::connection;
        return with_context(context, std::move(error));
    }
    const auto started = Clock::now();
    auto through = open_tunnel(*connected->stream, proxy, endpoint, deadline);
    record.tunnel = since(started);
    if (!through)
        return with_context(context, std::move(through).error());
    connected->peer = fmt::format("{} by {}", endpoint.text(), proxy.text());
    connected->local_address.clear(); // not the address that the server sees, and none of its business
    connected->loopback = false;      // what lies behind the proxy cannot be known
    return connected;
}

Result<Connected> connect_unix(const Endpoint& endpoint, Deadline deadline, ConnectRecord& record) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (endpoint.unix_path.size() >= sizeof address.sun_path)
        return fail(ErrorKind::config, fmt::format("{}: the path is longer than the {} octets a socket can have",
                                                   endpoint.text(), sizeof address.sun_path - 1));
    std::ranges::copy(endpoint.unix_path, address.sun_path);
    auto socket = race({socket_address(reinterpret_cast<const sockaddr*>(&address), sizeof address)},
                       {{}, std::nullopt, &record.attempts}, deadline);
    for (auto& attempt : record.attempts)
        attempt.address = endpoint.unix_path;
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
    if (srv)
        return fmt::format("srv:{}", host);
    if (host.find(':') != std::string::npos)
        return fmt::format("[{}]:{}", host, port);
    return fmt::format("{}:{}", host, port);
}

std::string Proxy::text() const {
    const auto at = Endpoint{host, port, {}}.text();
    return fmt::format("{}://{}", kind == ProxyKind::socks5 ? "socks5" : "http", at);
}

Result<Connected> connect(const Endpoint& endpoint, Deadline deadline, const ConnectOptions& options,
                          ConnectRecord* record) {
    ConnectRecord unread;
    ConnectRecord& noted = record != nullptr ? *record : unread;
    if (deadline.interrupted()) // nothing is begun: a connection to this machine would stand without a wait
        return with_context(endpoint.text(), std::move(interrupted()).error());
    if (!endpoint.unix_path.empty())
        return connect_unix(endpoint, deadline, noted);
    return options.proxy ? connect_by_proxy(*options.proxy, endpoint, deadline, options, noted)
                         : connect_tcp(endpoint, deadline, options, noted);
}

} // namespace posthaste::net
