// SPDX-License-Identifier: MIT
// The names of this machine among a message's recipients, and the alias files that say whom they stand for.
#pragma once

#include "account_choice.hpp"
#include "caller.hpp"

#include <posthaste/app/submit.hpp>
#include <posthaste/config/aliases.hpp>
#include <posthaste/config/config.hpp>

#include <vector>

namespace posthaste::app {

// All that has a say in it; everything must outlive the call.
struct AliasCircumstances {
    const SubmitOptions& options;
    const Environment& environment;
    const config::Config& config;
    const Caller& caller;
};

// Whether any mail may go to a server.
[[nodiscard]] bool has_server(const AliasCircumstances& known);

// The alias files are opened only when there is a name that they could be about. Names at the domain of the
// configuration are the organisation's, and not looked up; where no server can be meant, that domain is this machine.
// Warnings are of the lines that were used, and few.
[[nodiscard]] config::Expansion expand_aliases(const AliasCircumstances& known,
                                               const std::vector<mail::Address>& recipients);

// What the alias files may name besides people, read anew: nothing where the configuration does not allow it. The error
// is of a file that cannot be used now, so that nobody knows.
[[nodiscard]] Result<std::vector<config::AliasCommand>> alias_commands(const config::Config& config,
                                                                       const Caller& caller);

// The same for those who know the files already.
[[nodiscard]] config::ExpansionRules alias_rules(const AliasCircumstances& known);

} // namespace posthaste::app
