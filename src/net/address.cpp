// SPDX-License-Identifier: MIT
#include "address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>

namespace posthaste::net {

namespace {
template <typename GetName> SocketAddress address_by(GetName get_name, int fd) {
    SocketAddress address;
    address.size = sizeof address.storage;
    if (get_name(fd, reinterpret_cast<sockaddr*>(&address.storage), &address.size) != 0)
        address.size = 0;
    return address;
}
} // namespace

SocketAddress socket_address(const sockaddr* address, socklen_t size) {
    SocketAddress result;
    result.size = std::min(size, static_cast<socklen_t>(sizeof result.storage));
    std::memcpy(&result.storage, address, result.size);
    return result;
}

const sockaddr* generic(const SocketAddress& address) { return reinterpret_cast<const sockaddr*>(&address.storage); }

bool operator==(const SocketAddress& a, const SocketAddress& b) {
    return a.size == b.size && std::memcmp(&a.storage, &b.storage, a.size) == 0;
}

SocketAddress peer_address(int fd) { return address_by(::getpeername, fd); }
SocketAddress local_address(int fd) { return address_by(::getsockname, fd); }

std::string numeric_text(const SocketAddress& address) {
    if (address.size == 0 || (address.storage.ss_family != AF_INET && address.storage.ss_family != AF_INET6))
        return {};
    std::array<char, NI_MAXHOST> host{};
    if (::getnameinfo(generic(address), address.size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    return host.data();
}

bool is_loopback(const SocketAddress& address) {
    if (address.size == 0)
        return false;
    if (address.storage.ss_family == AF_INET) {
        sockaddr_in in4{};
        std::memcpy(&in4, &address.storage, sizeof in4);
        return (ntohl(in4.sin_addr.s_addr) >> 24) == 127;
    }
    if (address.storage.ss_family != AF_INET6)
        return false;
    sockaddr_in6 in6{};
    std::memcpy(&in6, &address.storage, sizeof in6);
    if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr))
        return in6.sin6_addr.s6_addr[12] == 127;
    return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
}

std::string IpAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const int family = size == 4 ? AF_INET : AF_INET6;
    if (::inet_ntop(family, octets.data(), buffer.data(), buffer.size()) == nullptr)
        return {};
    return buffer.data();
}

std::optional<IpAddress> parse_ip(std::string_view text) {
    const std::string terminated{text.substr(0, text.find('%'))};
    IpAddress address;
    if (terminated.size() == text.size() && ::inet_pton(AF_INET, terminated.c_str(), address.octets.data()) == 1) {
        address.size = 4;
        return address;
    }
    if (::inet_pton(AF_INET6, terminated.c_str(), address.octets.data()) != 1)
        return std::nullopt;
    address.size = 16;
    return address;
}

std::optional<IpAddress> ip_from_octets(std::span<const unsigned char> octets) {
    if (octets.size() != 4 && octets.size() != 16)
        return std::nullopt;
    IpAddress address;
    std::ranges::copy(octets, address.octets.begin());
    address.size = octets.size();
    return address;
}

} // namespace posthaste::net
