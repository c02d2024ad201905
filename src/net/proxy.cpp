// SPDX-License-Identifier: MIT
#include "proxy.hpp"

#include <span>

namespace posthaste::net {

Status open_tunnel(Stream& stream, const Proxy& proxy, const Endpoint& target, Deadline deadline) {
    return proxy.kind == ProxyKind::socks5 ? open_by_socks5(stream, proxy, target, deadline)
                                           : open_by_http(stream, proxy, target, deadline);
}

Result<std::string> read_from_proxy(Stream& stream, std::size_t count, Deadline deadline) {
    std::string bytes(count, '\0');
    for (std::size_t done = 0; done < count;) {
        auto some = stream.read_some(std::span(bytes).subspan(done), deadline);
        if (!some && some.error().kind == ErrorKind::timeout)
            return fail(ErrorKind::timeout, "it gave no answer in time");
        if (!some)
            return std::unexpected(std::move(some).error());
        if (*some == 0)
            return fail(ErrorKind::connection, "it closed the connection");
        done += *some;
    }
    return bytes;
}

} // namespace posthaste::net
