// SPDX-License-Identifier: MIT
// What is said to a proxy before the server is heard. Replies are bounded, the deadline is the connection's; a reply is
// never read further than its end, since the server's greeting may follow at once.
#pragma once

#include <posthaste/net/connect.hpp>

#include <string>

namespace posthaste::net {

// Afterwards the stream leads to the target. Names are resolved by the proxy. Errors do not name the proxy; they never
// hold user or password. ErrorKind::auth for the login, protocol for what is no proxy's answer, connection else.
[[nodiscard]] Status open_tunnel(Stream& stream, const Proxy& proxy, const Endpoint& target, Deadline deadline);

[[nodiscard]] Status open_by_socks5(Stream& stream, const Proxy& proxy, const Endpoint& target, Deadline deadline);
[[nodiscard]] Status open_by_http(Stream& stream, const Proxy& proxy, const Endpoint& target, Deadline deadline);

// Exactly as many bytes.
[[nodiscard]] Result<std::string> read_from_proxy(Stream& stream, std::size_t count, Deadline deadline);

} // namespace posthaste::net
