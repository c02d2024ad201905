// SPDX-License-Identifier: MIT
// From the command line and stdin to a message that is ready to be sent, and the account it goes by. Nothing has left
// this machine yet.
#pragma once

#include "caller.hpp"

#include <posthaste/app/submit.hpp>
#include <posthaste/base/clock.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/config/config.hpp>
#include <posthaste/mail/intake.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

struct Draft {
    mail::PreparedMessage message;          // recipients are qualified when there is an account
    std::optional<config::Account> account; // none: only this machine's users can be reached
    std::string domain;                     // what bare names belong to
    std::vector<std::string> warnings;
};

struct DraftTools {
    const Caller& caller;
    const Clock& clock;
    IdSource& ids;
};

// Everything that can be wrong with options, configuration, header and addresses is found here. On an error the intake
// may be unread; on success it is read to its end.
[[nodiscard]] Result<Draft> take_draft(const SubmitOptions& options, mail::Intake& intake, const DraftTools& tools);

} // namespace posthaste::app
