// SPDX-License-Identifier: MIT
// What was probably forgotten: a person at a terminal is told before it is too late to notice. Never an error.
#pragma once

#include "compose.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::app {

// text: the beginning of what a person reads. Only what is new in an answer counts, not what it quotes.
[[nodiscard]] bool mentions_attachment(std::string_view text);

[[nodiscard]] std::vector<std::string> check_content(const SendOptions& options, const AddressFields& addresses,
                                                     std::string_view text);

// --check-content, or by default whether a person reads stderr.
[[nodiscard]] bool wants_content_checks(const SendOptions& options) noexcept;

} // namespace posthaste::app
