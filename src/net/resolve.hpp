// SPDX-License-Identifier: MIT
// Names to addresses with a deadline: getaddrinfo(3) has none of its own, so it runs in a thread that is left behind
// when the time is up.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/net/deadline.hpp>

#include <cstdint>
#include <memory>
#include <netdb.h>
#include <string>

namespace posthaste::net {

struct AddressListDeleter {
    void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListDeleter>; // never null when resolve() succeeds

// A numeric address is taken as it is, without a thread or a lookup.
[[nodiscard]] Result<AddressList> resolve(const std::string& host, std::uint16_t port, Deadline deadline);

// A numeric address, with its zone where it has one; nothing is looked up.
[[nodiscard]] Result<AddressList> resolve_numeric(const std::string& address);

// What a getaddrinfo(3) code other than 0 means: no_host for good, connection when another try may do better.
[[nodiscard]] Error resolve_error(int code, int os_errno, const std::string& host);

} // namespace posthaste::net
