// SPDX-License-Identifier: MIT
// Mail providers that many people have: `provider = "gmail"` in an account stands for server and user. One table; where
// a server is reached by both ways, the one with TLS from the start is meant (RFC 8314 section 3.3).
#pragma once

#include <posthaste/mail/address.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace posthaste::config {

// Who logs in where nobody says.
enum class ProviderUser : std::uint8_t {
    address,    // the whole one
    local_part, // of it
    api_key,    // "apikey", whoever it is
    given,      // a name of the provider's making, which has to be given
};

struct Provider {
    std::string_view name;
    std::string_view domains; // of addresses, parted by spaces; empty: its customers have their own
    std::string_view server;
    std::string_view hint; // which password it takes, and where that is to be had; may be empty
    ProviderUser user = ProviderUser::address;
};

[[nodiscard]] std::span<const Provider> providers() noexcept;
[[nodiscard]] const Provider* provider_named(std::string_view name) noexcept; // null: unknown
[[nodiscard]] const Provider* provider_of(std::string_view domain) noexcept;  // of an address; null: unknown
[[nodiscard]] std::string user_at(const Provider& provider, const mail::Address& address); // empty: has to be given

} // namespace posthaste::config
