// SPDX-License-Identifier: MIT
// What to do about failures that well-known providers are known for: their own words seldom say it. One table; nothing
// is decided by it.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/smtp/reply.hpp>

#include <optional>
#include <string_view>

namespace posthaste::app {

// host: as configured, or "host:port". Empty: nothing is known of this.
[[nodiscard]] std::string_view provider_hint(std::string_view host, const smtp::Reply& reply);
[[nodiscard]] std::string_view provider_hint(std::string_view host, const Error& error);
// Of AUTH with an access token (XOAUTH2, OAUTHBEARER), whoever the provider is: a password is not what is wrong.
[[nodiscard]] std::string_view token_hint(std::string_view host, const smtp::Reply& reply);

} // namespace posthaste::app
