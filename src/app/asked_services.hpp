// SPDX-License-Identifier: MIT
// What was asked for besides delivery, under the names of the options, for who shows an envelope before it is sent.
#pragma once

#include <posthaste/mail/envelope.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace posthaste::app {

using ServiceValue = std::variant<bool, std::int64_t, std::string>; // true: there is nothing to say about it

// Only what was asked for: "notify", "return", "envid", "require-tls", "deliver-by", "mt-priority", "hold-for"
// (seconds), "hold-until" (in UTC). Whether a server offers it is not known.
[[nodiscard]] std::vector<std::pair<std::string_view, ServiceValue>> asked_services(const mail::Envelope& envelope);

} // namespace posthaste::app
