// SPDX-License-Identifier: MIT
// Happy eyeballs (RFC 8305): connections to several addresses of one host, begun one after the other and not one after
// the other's end; the first that stands wins, the others are closed.
#pragma once

#include "address.hpp"

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>
#include <posthaste/net/connect.hpp>
#include <posthaste/net/deadline.hpp>

#include <chrono>
#include <optional>
#include <vector>

namespace posthaste::net {

// The families in turn, beginning with that of the first address; within a family the order stays, which is the
// resolver's by RFC 6724 (RFC 8305 section 4). What is there twice is left out the second time.
[[nodiscard]] std::vector<SocketAddress> interleaved(const std::vector<SocketAddress>& addresses);

struct RaceOptions {
    std::chrono::milliseconds stagger{0};
    std::optional<SocketAddress> source;             // bound to before; of the same family as all addresses
    std::vector<ConnectAttempt>* attempts = nullptr; // what was tried is added here
};

// A new attempt each `stagger`, or at once when there is no other left that may come to something. The error names each
// distinct reason with its addresses; kind timeout when the deadline passed, interrupted when its interrupt
// came, else connection.
[[nodiscard]] Result<Fd> race(const std::vector<SocketAddress>& addresses, const RaceOptions& options,
                              Deadline deadline);

} // namespace posthaste::net
