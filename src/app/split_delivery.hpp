// SPDX-License-Identifier: MIT
// A message whose recipients are partly on this machine, partly a server's.
#pragma once

#include <posthaste/delivery/transport.hpp>

#include <functional>

namespace posthaste::app {

using Carry = std::function<Result<delivery::Outcome>(const mail::PreparedMessage& message)>;

// Commands and files of the alias files, which have no domain, go to `here`, the others `elsewhere`: first, since an
// error is to mean that nothing was handed over to anybody. One of `here` is an error when there are no others; else
// its recipients are deferred. Neither is asked for nobody. The outcomes are in the order of the envelope.
[[nodiscard]] Result<delivery::Outcome> split_delivery(const mail::PreparedMessage& message, const Carry& here,
                                                       const Carry& elsewhere);

} // namespace posthaste::app
