// SPDX-License-Identifier: MIT
// The configuration as values: accounts, routes, defaults. Reading the file is config_file.hpp's work.
#pragma once

#include <posthaste/config/proxy_url.hpp>
#include <posthaste/config/server_url.hpp>
#include <posthaste/config/tls_pin.hpp>
#include <posthaste/mail/address.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::config {

// Where a password comes from; at most one is set.
struct SecretSource {
    std::string command;     // run by /bin/sh, first line of its output
    std::string file;        // first line; refused when others can read it
    std::string environment; // name of a variable
    std::string credential;  // file in $CREDENTIALS_DIRECTORY (systemd)
    std::string literal;     // in the configuration itself, which then must be private
    bool netrc = false;      // ~/.netrc by host and user

    [[nodiscard]] bool given() const noexcept;
};

enum class TlsMinimum : std::uint8_t { v1_2, v1_3 };

// When a message of an account goes into the queue rather than being tried at once, or failing.
enum class QueueUse : std::uint8_t { on_failure, never, always };

struct Account {
    std::string name;
    std::string provider; // from which server and user are where none are given
    std::optional<ServerUrl> server;
    std::vector<ServerUrl> other_servers; // tried in order when it cannot be reached
    TlsMode tls = TlsMode::by_scheme;
    std::string tls_ca, tls_cert, tls_key; // paths, ~/ expanded
    TlsMinimum tls_min = TlsMinimum::v1_2;
    std::vector<TlsPin> tls_pins; // one of which the server must fit
    bool tls_resume = true;       // sessions are kept from one run to the next
    std::string user;             // else the server URL's
    SecretSource password;
    std::string auth = "auto";                   // or a mechanism in lower case
    std::optional<std::chrono::seconds> timeout; // for each phase
    std::string helo;
    std::optional<mail::Mailbox> from;
    std::optional<mail::Address> envelope_from;
    bool force_from = false;
    bool reply_to_original = false;   // with force_from: the From that is replaced becomes Reply-To
    bool force_envelope_from = false; // whatever the caller says, but for the null sender
    bool qualify_header = true;       // bare names in fields of addresses get the domain
    QueueUse queue = QueueUse::on_failure;
    std::string domain;
    std::string source_address;    // numeric
    std::optional<ProxyUrl> proxy; // may hold a password

    // Whether a password stands in the configuration itself, which then must be private.
    [[nodiscard]] bool has_literal_password() const noexcept;
    // Whether the configuration says where any password comes from.
    [[nodiscard]] bool has_password() const noexcept;
    [[nodiscard]] const std::string& login() const noexcept; // user, or the URL's
    // For one of the other servers: user, or its URL's, or the first server's.
    [[nodiscard]] const std::string& login_at(const ServerUrl& other) const noexcept;
};

struct Route {
    std::string from, to; // patterns: "*@example.org", "@example.org", "a@b", "*"; one may be empty, not both
    std::string account;
};

struct QueueSettings {
    std::chrono::seconds first_retry{300}; // how long a message waits after its first try; later ones longer, up to
    std::chrono::seconds max_retry{14400}; // never less than first_retry
    std::chrono::seconds expire{432000};   // then it is given up
    std::optional<std::chrono::seconds> delay_notice; // then its sender is told that it waits; less than expire
    int jobs = 4;                                     // messages tried side by side: 1 to 64
};

// Whom a user of this machine, or one who logged in, may name as the sender of what he hands over.
enum class SenderRule : std::uint8_t {
    any,     // whomever he likes, as sendmail lets him
    own,     // himself, or who he may be besides; else the message is refused
    rewrite, // likewise, and else he is made the sender
};

struct SenderPermission {
    std::string user;
    std::vector<std::string> patterns; // as those of a Route
};

// How mail is taken from others (posthaste serve).
struct ServeSettings {
    SenderRule sender = SenderRule::any;
    std::vector<std::string> trusted; // users for whom the rule does not count; nor does it for root
    std::vector<SenderPermission> senders;
    bool received = false; // the Received field names the user
    std::uint64_t max_message_bytes = 100ULL << 20U;
    std::size_t max_recipients = 1000; // of one message
    std::size_t max_connections = 64;  // at a time

    // Whether he may be that sender, by name: ann is ann@domain; nobody but root may be everybody.
    [[nodiscard]] bool permits(const std::string& user, const mail::Address& wanted, const std::string& domain) const;
};

enum class LogFormat : std::uint8_t { logfmt, json };

// What has become of mail, for who looks after the machine. Nothing is written unless it is asked for.
struct LogSettings {
    bool syslog = false;
    std::string file; // absolute, ~/ expanded; empty: none
    LogFormat format = LogFormat::logfmt;
};

struct Config {
    std::string path;            // where it was read; empty: there is no file
    std::string default_account; // "" when not named
    std::string domain;
    std::vector<Account> accounts;
    std::vector<Route> routes;
    QueueSettings queue;
    ServeSettings serve;
    LogSettings log;
    std::optional<std::vector<std::string>> aliases; // paths, later ones win; nullopt: not said (aliases.hpp)
    bool alias_commands = false;                     // whether aliases may name commands and files

    // ErrorKind::config naming the known accounts.
    [[nodiscard]] Result<const Account*> account(std::string_view name) const;
    // The first that fits the sender and every recipient; null: none.
    [[nodiscard]] const Route* route_for(const std::optional<mail::Address>& sender,
                                         const std::vector<mail::Address>& recipients) const;
    // That route's account, else the default account, else the only account, else
    // null.
    [[nodiscard]] Result<const Account*> choose(const std::optional<mail::Address>& sender,
                                                const std::vector<mail::Address>& recipients) const;
};

} // namespace posthaste::config
