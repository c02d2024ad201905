// SPDX-License-Identifier: MIT
// The seam to every way of handing a message over. A transport reports per recipient and never throws the rest away for
// one.
#pragma once

#include <posthaste/delivery/outcome.hpp>
#include <posthaste/mail/prepared_message.hpp>

namespace posthaste::delivery {

class Transport {
  public:
    virtual ~Transport() = default;
    // One outcome for each recipient of the message's envelope, in its order, whatever happens.
    virtual Outcome deliver(const mail::PreparedMessage& message) = 0;
};

} // namespace posthaste::delivery
