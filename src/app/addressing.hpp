// SPDX-License-Identifier: MIT
// Who a message is from and for, out of the command line, the account, the header and the machine.
#pragma once

#include "caller.hpp"

#include <posthaste/app/submit.hpp>
#include <posthaste/config/config.hpp>
#include <posthaste/mail/envelope.hpp>
#include <posthaste/mail/header_block.hpp>
#include <posthaste/mail/prepare.hpp>

#include <optional>
#include <string>
#include <vector>

namespace posthaste::app {

// The addresses of the command line, checked before anything else happens.
struct Addressed {
    std::vector<mail::Address> recipients; // bare names stay so
    std::vector<mail::Address> plain;      // "\name" among them: whatever its aliases are
    bool sender_given = false;             // -f
    std::optional<mail::Address> sender;   // nullopt with sender_given: the null sender
    std::optional<mail::Mailbox> author;   // --from, or POSTHASTE_FROM
};

// ErrorKind::usage for a control character in any option or recipient, and for an address that is none. from_variable:
// POSTHASTE_FROM, used where there is no --from.
[[nodiscard]] Result<Addressed> read_addresses(const SubmitOptions& options, const std::string& from_variable);

// The author named by the header's From, when it has one that is qualified.
[[nodiscard]] std::optional<mail::Address> header_author(const mail::HeaderBlock& header);

// For the choice of an account: whom the user names, else the header, else who sends by default where the domain is
// known. domain: the configuration's for every account, since no account is chosen yet; may be empty.
[[nodiscard]] std::optional<mail::Address> sender_for_route(const Addressed& addressed, const mail::HeaderBlock& header,
                                                            const Caller& caller, const std::string& domain);

// Commands and files of the alias files stay as they are: they are no addresses.
[[nodiscard]] std::vector<mail::Address> qualified(const std::vector<mail::Address>& recipients,
                                                   const std::string& domain);

struct Origin {
    std::optional<mail::Address> sender; // of the envelope; nullopt: the null sender
    std::string domain;                  // qualifies bare names
    mail::HeaderPolicy header;
};

// All that has a say in it; everything must outlive the call.
struct Circumstances {
    const SubmitOptions& options;
    const Addressed& addressed;
    const config::Account* account;       // null without a server
    const std::string& configured_domain; // of the account or the whole configuration; empty: none
    const Caller& caller;
    const mail::HeaderBlock& header;
};

[[nodiscard]] Origin decide_origin(const Circumstances& known);

// ErrorKind `kind` for a command or a path as a recipient: only the alias files may name these.
[[nodiscard]] Status refuse_commands(const std::vector<mail::Address>& recipients, ErrorKind kind);

// Whether it is named as somebody of this machine whatever its domain is called elsewhere: a bare name, or one at
// localhost or the host's name.
[[nodiscard]] bool is_name_here(const mail::Address& recipient, const Caller& caller);

// Whether mail for it stays on this machine when no server is configured: a bare name, or one at localhost, at the
// host's name or at the domain that bare names are given.
[[nodiscard]] bool is_local(const mail::Address& recipient, const Caller& caller, const std::string& domain);

} // namespace posthaste::app
