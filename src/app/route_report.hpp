// SPDX-License-Identifier: MIT
// What is told of an address: the way that mail for it would go.
#pragma once

#include <posthaste/app/exit_status.hpp>
#include <posthaste/config/aliases.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

struct RouteRecipient {
    mail::Address address;
    std::string qualified_by;   // what gave it its domain; empty: it had one, or needs none
    std::string mailbox;        // of this machine: "maildir /home/ann/Maildir"; empty: the account's server has it
    std::optional<Error> error; // why it cannot be reached
};

struct RouteReport {
    std::string asked;
    std::vector<config::AliasStep> aliases;
    std::vector<RouteRecipient> recipients;
    bool discarded = false;
    std::optional<std::string> sender; // empty: the null sender
    std::string account;               // empty: none, or one without a name
    std::string chosen_by;             // the account
    std::vector<std::string> servers;
    std::optional<Error> error; // of the aliases or the account
    std::vector<std::string> warnings;

    [[nodiscard]] ExitStatus status() const;
};

// One paragraph each, ended by a line that says whether mail can go there.
[[nodiscard]] std::string route_text(const std::vector<RouteReport>& reports);

// One JSON object on one line. Fields are only ever added.
//
//   exit_status   number, as the process ends
//   addresses     [{address, deliverable, aliases: [{name, place, targets: [text], depth}], recipients: [{address,
//                 qualified_by, mailbox, error: {kind, message}}], discarded, sender, account, chosen_by, servers,
//                 error, warnings}]; what there is not is absent
[[nodiscard]] std::string route_json(const std::vector<RouteReport>& reports, ExitStatus status);

} // namespace posthaste::app
