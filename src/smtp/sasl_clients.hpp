// SPDX-License-Identifier: MIT
// The mechanisms this build knows, one maker each.
#pragma once

#include <posthaste/smtp/sasl.hpp>

#include <memory>

namespace posthaste::smtp {

[[nodiscard]] std::unique_ptr<SaslClient> make_plain_client(const Credentials& credentials); // RFC 4616
[[nodiscard]] std::unique_ptr<SaslClient> make_login_client(const Credentials& credentials);

} // namespace posthaste::smtp
