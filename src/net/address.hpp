// SPDX-License-Identifier: MIT
// Socket addresses and the numeric text of them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace posthaste::net {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0; // 0: unknown
};

[[nodiscard]] SocketAddress socket_address(const sockaddr* address, socklen_t size);
[[nodiscard]] const sockaddr* generic(const SocketAddress& address);
[[nodiscard]] bool operator==(const SocketAddress& a, const SocketAddress& b);
[[nodiscard]] SocketAddress peer_address(int fd);
[[nodiscard]] SocketAddress local_address(int fd);
[[nodiscard]] std::string numeric_text(const SocketAddress& address); // empty unless IPv4 or IPv6
// 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104.
[[nodiscard]] bool is_loopback(const SocketAddress& address);

// An IPv4 or IPv6 address in network order, as a certificate holds it (RFC 5280 section 4.2.1.6).
struct IpAddress {
    std::array<unsigned char, 16> octets{};
    std::size_t size = 0; // 4 or 16
    [[nodiscard]] std::string text() const;
};
// A zone ("fe80::1%eth0") is left out. Nothing when the text is not a numeric address.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);
// Of 4 or 16 octets; nothing else is one.
[[nodiscard]] std::optional<IpAddress> ip_from_octets(std::span<const unsigned char> octets);

} // namespace posthaste::net
