// SPDX-License-Identifier: MIT
// A name server's answer as it came (RFC 1035 section 4), from which nothing but SRV records is taken.
#pragma once

#include <posthaste/net/srv.hpp>

#include <span>

namespace posthaste::net {

// Of the answer section, at most 64; targets are host names or ".". Empty when the name does not exist or has no such
// records. ErrorKind::protocol for what is no answer or is cut, connection when the server failed.
[[nodiscard]] Result<std::vector<SrvRecord>> parse_srv_answer(std::span<const unsigned char> answer);

} // namespace posthaste::net
