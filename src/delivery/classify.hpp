// SPDX-License-Identifier: MIT
// What a session's result means for a recipient: the only place that decides it.
#pragma once

#include <posthaste/delivery/outcome.hpp>
#include <posthaste/smtp/session.hpp>

namespace posthaste::delivery {

[[nodiscard]] Verdict classify(const smtp::RecipientResult& result) noexcept;

} // namespace posthaste::delivery
