// SPDX-License-Identifier: MIT
// The order in which the targets of SRV records are tried (RFC 2782, "Weight").
#pragma once

#include <posthaste/net/srv.hpp>

namespace posthaste::net {

[[nodiscard]] std::vector<SrvRecord> in_order(std::vector<SrvRecord> records, const RandomUpTo& random_up_to);

} // namespace posthaste::net
