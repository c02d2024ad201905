// SPDX-License-Identifier: MIT
#include "addressing.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/aliases.hpp>
#include <posthaste/mail/address_list.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

using mail::Address;
using mail::Mailbox;

struct Checked {
    std::string_view option;
    const std::optional<std::string>& value;
};

// CR and LF would begin a new header or command; the others only do harm where they are shown.
Status refuse_control(std::string_view option, std::string_view value) {
    if (!has_control(value))
        return {};
    return fail(ErrorKind::usage, fmt::format("{} \"{}\" holds a control character", option, value));
}

Status check_options(const SubmitOptions& options) {
    for (const auto& [option, value] : {Checked{"-f", options.sender},
                                        {"-F", options.full_name},
                                        {"-N", options.notify},
                                        {"-R", options.dsn_return},
                                        {"-V", options.envelope_id},
                                        {"-B", options.body_type},
                                        {"--from", options.from},
                                        {"--user", options.user},
                                        {"--server", options.server},
                                        {"--account", options.account}})
        if (value)
            PH_TRY(refuse_control(option, *value));
    for (const auto& recipient : options.recipients)
        PH_TRY(refuse_control("recipient", recipient));
    return {};
}

std::unexpected<Error> as_usage(std::string_view option, Error error) {
    error.kind = ErrorKind::usage;
    return with_context(option, std::move(error));
}

Status read_recipients(const std::vector<std::string>& words, Addressed& addressed) {
    for (const auto& word : words) {
        const bool plain = word.starts_with('\\');
        auto& recipients = plain ? addressed.plain : addressed.recipients;
        auto mailboxes = mail::parse_address_list(std::string_view(word).substr(plain ? 1 : 0));
        if (!mailboxes)
            return as_usage("recipient", std::move(mailboxes).error());
        if (mailboxes->empty())
            return fail(ErrorKind::usage, fmt::format("recipient \"{}\" names nobody", word));
        if (plain && mailboxes->size() != 1)
            return fail(ErrorKind::usage, fmt::format("recipient \"{}\" is a list: a backslash is of one name", word));
        for (auto& mailbox : *mailboxes)
            recipients.push_back(std::move(mailbox.address));
    }
    PH_TRY(refuse_commands(addressed.plain, ErrorKind::usage));
    return refuse_commands(addressed.recipients, ErrorKind::usage);
}

Status read_sender(const std::string& text, Addressed& addressed) {
    addressed.sender_given = true;
    const auto trimmed = trim(text);
    if (trimmed.empty() || trimmed == "<>")
        return {};
    auto address = Address::parse(trimmed);
    if (!address)
        return as_usage("-f", std::move(address).error());
    addressed.sender = *std::move(address);
    return {};
}

Status read_author(std::string_view option, const std::string& text, Addressed& addressed) {
    PH_TRY(refuse_control(option, text));
    auto mailboxes = mail::parse_address_list(text);
    if (!mailboxes)
        return as_usage(option, std::move(mailboxes).error());
    if (mailboxes->size() != 1)
        return fail(ErrorKind::usage, fmt::format("{} \"{}\" must be one address", option, text));
    addressed.author = std::move(mailboxes->front());
    return {};
}

// The author as far as it was said by the user or the configuration.
std::optional<Mailbox> configured_author(const Addressed& addressed, const config::Account* account) {
    if (addressed.author)
        return addressed.author;
    return account != nullptr ? account->from : std::nullopt;
}

std::optional<Address> login_address(const config::Account* account) {
    if (account == nullptr || account->login().find('@') == std::string::npos)
        return std::nullopt;
    auto address = Address::parse(account->login());
    return address && address->qualified() ? std::optional(*std::move(address)) : std::nullopt;
}

// Who sends when nobody says: the user here where the domain is known to be right; else an address that a server will
// rather take than a name of this machine.
Address default_sender(const Circumstances& known, const std::string& domain) {
    if (known.configured_domain.empty() && known.account != nullptr) {
        if (auto login = login_address(known.account))
            return *login;
        if (auto author = header_author(known.header))
            return *author;
    }
    const auto user = Address::make(known.caller.name, domain);
    return user ? *user : Address::make("postmaster", domain).value();
}

// Some relays take one sender and no other; a report of a failure keeps none, lest it be answered by another.
std::optional<Address> forced_sender(const config::Account* account, const std::string& domain) {
    if (account == nullptr || !account->force_envelope_from)
        return std::nullopt;
    if (account->envelope_from)
        return account->envelope_from->qualified_with(domain);
    return account->from ? std::optional(account->from->address.qualified_with(domain)) : std::nullopt;
}

struct Sender {
    std::optional<Address> address;
    bool is_caller = false; // by default: the caller's own name fits it
};

Sender envelope_sender(const Circumstances& known, const std::string& domain) {
    const auto& addressed = known.addressed;
    if (addressed.sender_given)
        return {addressed.sender ? std::optional(addressed.sender->qualified_with(domain)) : std::nullopt};
    if (addressed.author)
        return {addressed.author->address.qualified_with(domain)};
    if (known.account != nullptr && known.account->envelope_from)
        return {known.account->envelope_from->qualified_with(domain)};
    if (known.account != nullptr && known.account->from)
        return {known.account->from->address.qualified_with(domain)};
    return {default_sender(known, domain), true};
}

// For a missing From. Who says -f and no more means to be the author too.
Mailbox author_of(const Circumstances& known, const std::optional<Mailbox>& configured, const Sender& sender,
                  const std::string& domain) {
    const bool sender_alone = known.addressed.sender_given && !known.addressed.author;
    const bool other = sender_alone && sender.address && !(configured && configured->address == *sender.address);
    Mailbox author{{}, Address::make("MAILER-DAEMON", domain).value()}; // for the null sender
    if (configured && !other)
        author = *configured;
    else if (sender.address)
        author = {sender.is_caller ? known.caller.full_name : std::string{}, *sender.address};
    const auto& full_name = known.options.full_name;
    if (full_name && !full_name->empty())
        author.display_name = *full_name;
    return author;
}

// What the account's relay demands of the header. A full name that was given is used where `from` has none.
void rewrite_for_relay(Origin& origin, const Circumstances& known, const std::optional<Mailbox>& configured) {
    const auto& account = *known.account;
    if (account.qualify_header)
        origin.header.bare_domain = origin.domain;
    origin.header.force_from = account.force_from;
    origin.header.reply_to_original = account.reply_to_original && origin.sender; // nobody is to answer a notice
    if (!account.force_from || !configured)
        return;
    origin.header.from = configured;
    if (configured->display_name.empty())
        origin.header.from->display_name = known.options.full_name.value_or("");
}

// The machine's name goes into a message only where its sender already has it, and "localhost" tells nobody apart.
std::string message_id_domain(const std::optional<Address>& sender, const std::string& configured_domain) {
    const auto domain = sender ? sender->domain() : configured_domain;
    return domain.find('.') == std::string::npos ? std::string{} : domain;
}

} // namespace

Result<Addressed> read_addresses(const SubmitOptions& options, const std::string& from_variable) {
    PH_TRY(check_options(options));
    Addressed addressed;
    PH_TRY(read_recipients(options.recipients, addressed));
    if (options.sender)
        PH_TRY(read_sender(*options.sender, addressed));
    if (options.from)
        PH_TRY(read_author("--from", *options.from, addressed));
    else if (!from_variable.empty())
        PH_TRY(read_author("POSTHASTE_FROM", from_variable, addressed));
    return addressed;
}

std::optional<Address> header_author(const mail::HeaderBlock& header) {
    for (const auto* field : header.all("From")) {
        const auto mailboxes = mail::parse_address_list(field->body());
        if (mailboxes && !mailboxes->empty() && mailboxes->front().address.qualified())
            return mailboxes->front().address;
    }
    return std::nullopt;
}

Origin decide_origin(const Circumstances& known) {
    Origin origin;
    origin.domain = known.configured_domain.empty() ? machine_domain(known.caller) : known.configured_domain;
    auto configured = configured_author(known.addressed, known.account);
    if (configured)
        configured->address = configured->address.qualified_with(origin.domain);
    const auto sender = envelope_sender(known, origin.domain);
    const auto forced = forced_sender(known.account, origin.domain);
    origin.sender = forced && sender.address ? forced : sender.address;
    origin.header.from = author_of(known, configured, sender, origin.domain);
    if (known.account != nullptr)
        rewrite_for_relay(origin, known, configured);
    origin.header.domain = message_id_domain(origin.sender, known.configured_domain);
    return origin;
}

std::optional<mail::Address> sender_for_route(const Addressed& addressed, const mail::HeaderBlock& header,
                                              const Caller& caller, const std::string& domain) {
    if (addressed.sender_given)
        return addressed.sender ? std::optional(addressed.sender->qualified_with(domain)) : std::nullopt;
    if (addressed.author)
        return addressed.author->address.qualified_with(domain);
    auto sender = header_author(header);
    if (sender || domain.empty())
        return sender;
    auto by_default = mail::Address::make(caller.name, domain);
    return by_default ? std::optional(*std::move(by_default)) : std::nullopt;
}

std::vector<mail::Address> qualified(const std::vector<mail::Address>& recipients, const std::string& domain) {
    std::vector<mail::Address> result;
    result.reserve(recipients.size());
    for (const auto& recipient : recipients)
        result.push_back(config::is_command_or_file(recipient) ? recipient : recipient.qualified_with(domain));
    return result;
}

Status refuse_commands(const std::vector<Address>& recipients, ErrorKind kind) {
    const auto found = std::ranges::find_if(recipients, config::is_command_or_file);
    if (found == recipients.end())
        return {};
    return fail(kind, fmt::format("recipient \"{}\": only an alias file can name a command or a file", found->local()));
}

bool is_name_here(const Address& recipient, const Caller& caller) {
    constexpr std::array<std::string_view, 2> own{"localhost", "localhost.localdomain"};
    const auto same = [&recipient](std::string_view name) { return iequals(recipient.domain(), name); };
    return !recipient.qualified() || std::ranges::any_of(own, same) || same(caller.host);
}

bool is_local(const Address& recipient, const Caller& caller, const std::string& domain) {
    return is_name_here(recipient, caller) || iequals(recipient.domain(), domain);
}

} // namespace posthaste::app
