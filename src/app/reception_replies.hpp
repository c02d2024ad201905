// SPDX-License-Identifier: MIT
// What a client is told of a message that did not, or did, get anywhere.
#pragma once

#include <posthaste/delivery/outcome.hpp>
#include <posthaste/smtp/server_session.hpp>

namespace posthaste::app {

// detailed: in its own words; else only which kind of trouble it is, unless it is the client's own.
[[nodiscard]] smtp::ServerReply reply_for(const Error& error, bool detailed);

struct OutcomeView {
    bool others_have_it = false; // besides those of the outcome
    bool detailed = false;       // our own errors in their words; a server's are told anyway
};
// One answer for all: to be tried again (4yz) only if nobody has the message, since the client would send it to
// everybody once more.
[[nodiscard]] smtp::ServerReply reply_for(const delivery::Outcome& outcome, OutcomeView view = {});

} // namespace posthaste::app
