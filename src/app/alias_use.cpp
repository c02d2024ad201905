// SPDX-License-Identifier: MIT
#include "alias_use.hpp"

#include "addressing.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

// Whether the host's name is what the configuration calls the organisation, whose names others know.
bool is_organisation(const config::Config& config, const std::string& domain) {
    const auto same = [&domain](const std::string& other) { return iequals(domain, other); };
    return same(config.domain) || std::ranges::any_of(config.accounts, same, &config::Account::domain);
}

// Whoever sends is seldom the one who can mend them all.
void shorten(std::vector<std::string>& warnings) {
    constexpr std::size_t most = 3;
    if (warnings.size() <= most)
        return;
    const auto more = warnings.size() - most;
    warnings.resize(most);
    warnings.push_back(fmt::format("and {} more in the aliases: newaliases shows them", more));
}

} // namespace

bool has_server(const AliasCircumstances& known) {
    return known.options.server || known.options.account || !known.environment.server.empty() ||
           !known.environment.account.empty() || !known.config.accounts.empty();
}

config::ExpansionRules alias_rules(const AliasCircumstances& known) {
    config::ExpansionRules rules;
    rules.commands = known.config.alias_commands;
    if (has_server(known)) {
        rules.is_here = [&known](const mail::Address& address) {
            return is_name_here(address, known.caller) &&
                   (!address.qualified() || !is_organisation(known.config, address.domain()));
        };
    } else {
        rules.is_here = [&known, domain = known.config.domain.empty() ? machine_domain(known.caller)
                                                                      : known.config.domain](const auto& address) {
            return is_local(address, known.caller, domain);
        };
    }
    return rules;
}

Result<std::vector<config::AliasCommand>> alias_commands(const config::Config& config, const Caller& caller) {
    if (!config.alias_commands)
        return std::vector<config::AliasCommand>{};
    const auto table = config::AliasTable::load(config::alias_paths(config, caller.home));
    if (const auto& lost = table.lost())
        return std::unexpected(*lost);
    return config::commands_of(table);
}

config::Expansion expand_aliases(const AliasCircumstances& known, const std::vector<mail::Address>& recipients) {
    const auto rules = alias_rules(known);
    config::Expansion expansion;
    if (std::ranges::none_of(recipients, rules.is_here)) {
        expansion.recipients = recipients;
        return expansion;
    }
    const auto table = config::AliasTable::load(config::alias_paths(known.config, known.caller.home));
    expansion = config::expand(table, recipients, rules);
    shorten(expansion.warnings);
    return expansion;
}

} // namespace posthaste::app
