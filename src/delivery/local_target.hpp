// SPDX-License-Identifier: MIT
#pragma once

#include <posthaste/mail/address.hpp>

#include <string>

namespace posthaste::delivery {

// A command or a file in the place of a user: without a domain, and with its mark.
[[nodiscard]] bool is_target(const mail::Address& recipient) noexcept;
[[nodiscard]] std::string name_of_target(const std::string& text); // "command /bin/cat", "file /var/x"

} // namespace posthaste::delivery
