// SPDX-License-Identifier: MIT
// A draft on its way: to the account's server, or, where there is none, to the mailboxes of this machine.
#pragma once

#include "caller.hpp"
#include "draft.hpp"

#include <posthaste/base/file_ops.hpp>
#include <posthaste/delivery/local.hpp>
#include <posthaste/delivery/transcript.hpp>

namespace posthaste::app {

struct DispatchTools {
    const Caller& caller;
    const delivery::UserDirectory& users;
    FileOps& files;
    const Clock& clock;
    IdSource& ids;
    delivery::Transcript& transcript;
    int interrupt = -1;         // readable when the sending is to end
    DeliveryLog* log = nullptr; // of what a courier carries
};

// For those of this machine; it must not outlive what the tools refer to.
// commands: those that may be run or written to.
[[nodiscard]] delivery::LocalTransport local_transport(const DispatchTools& tools,
                                                       const std::vector<config::AliasCommand>& commands = {});

// For recipients of other machines, where no server is configured.
[[nodiscard]] Error no_server();

// What dispatch() would find wrong before it connects, apart from the password, which is not fetched: for a dry run.
[[nodiscard]] Status rehearse(const Draft& draft, const DispatchTools& tools);

// An error: nothing was sent to anybody. Without a server, recipients elsewhere get an outcome that says what to do.
[[nodiscard]] Result<delivery::Outcome> dispatch(Draft& draft, const DispatchTools& tools);

} // namespace posthaste::app
