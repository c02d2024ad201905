// SPDX-License-Identifier: MIT
#include "account_choice.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/smtp/sasl.hpp>

#include <charconv>
#include <cstdlib>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

using config::Account;
using config::Config;
using config::TlsMode;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string(value);
}

Result<Account> account_for_server(std::string_view url, const Environment& environment) {
    Account account;
    PH_ASSIGN(account.server, config::parse_server_url(url));
    account.user = environment.user;
    account.tls_ca = environment.tls_ca;
    if (!environment.password_command.empty())
        account.password.command = environment.password_command;
    else if (!environment.password_file.empty())
        account.password.file = environment.password_file;
    else if (environment.has_password)
        account.password.environment = "POSTHASTE_PASSWORD";
    return account;
}

Result<std::optional<Account>> named_account(const Config& config, std::string_view name) {
    PH_ASSIGN(const Account* found, config.account(name));
    return *found;
}

Result<std::optional<Account>> base_account(const SubmitOptions& options, const Environment& environment,
                                            const Config& config, const std::optional<mail::Address>& sender,
                                            const std::vector<mail::Address>& recipients) {
    if (options.account && options.server)
        return fail(ErrorKind::usage, "--account and --server exclude each other: a server has an account of its own");
    if (options.account)
        return named_account(config, *options.account);
    if (options.server) {
        auto account = account_for_server(*options.server, environment);
        if (!account)
            return fail(ErrorKind::usage, "--" + account.error().message);
        return account;
    }
    if (!environment.account.empty())
        return named_account(config, environment.account);
    if (!environment.server.empty()) {
        auto account = account_for_server(environment.server, environment);
        if (!account)
            return with_context("POSTHASTE_SERVER", std::move(account).error());
        return account;
    }
    PH_ASSIGN(const Account* chosen, config.choose(sender, recipients));
    return chosen == nullptr ? std::optional<Account>{} : *chosen;
}

Result<TlsMode> parse_tls_mode(std::string_view text) {
    if (text == "none")
        return TlsMode::none;
    if (text == "starttls")
        return TlsMode::starttls;
    if (text == "implicit")
        return TlsMode::implicit;
    return fail(ErrorKind::usage, fmt::format("--tls \"{}\": must be none, starttls or implicit", text));
}

Result<std::chrono::seconds> parse_timeout(std::string_view text) {
    constexpr int day = 86400;
    int seconds = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, seconds);
    if (error != std::errc{} || stop != end || seconds < 1 || seconds > day)
        return fail(ErrorKind::usage, fmt::format("--timeout \"{}\": must be between 1 and {} seconds", text, day));
    return std::chrono::seconds{seconds};
}

void apply_password_options(Account& account, const SubmitOptions& options) {
    if (!options.password_command && !options.password_file)
        return;
    account.password = {};
    account.password.command = options.password_command.value_or("");
    account.password.file = options.password_file.value_or("");
}

// Passwords of proxies come from the configuration alone: the command line can be seen by others.
Result<config::ProxyUrl> parse_proxy(std::string_view text) {
    auto proxy = config::parse_proxy_url(text);
    if (!proxy)
        return fail(ErrorKind::usage, "--" + proxy.error().message);
    if (!proxy->password.empty())
        return fail(ErrorKind::usage,
                    "--proxy: a password does not belong here, others can see it: write the proxy into "
                    "the configuration");
    return proxy;
}

Status apply_path_options(Account& account, const SubmitOptions& options) {
    if (options.source_address && !config::is_ip_address(*options.source_address))
        return fail(ErrorKind::usage,
                    fmt::format("--source-address \"{}\": must be an IP address", *options.source_address));
    account.source_address = options.source_address.value_or(account.source_address);
    if (options.proxy) {
        PH_ASSIGN(account.proxy, parse_proxy(*options.proxy));
    }
    return {};
}

Status apply_trust_options(Account& account, const SubmitOptions& options) {
    account.tls_ca = options.tls_ca.value_or(account.tls_ca);
    if (!options.tls_pin)
        return {};
    auto pins = config::parse_tls_pins(*options.tls_pin);
    if (!pins)
        return fail(ErrorKind::usage, fmt::format("--tls-pin {}", pins.error().message));
    account.tls_pins = *std::move(pins);
    return {};
}

Status apply_options(Account& account, const SubmitOptions& options) {
    if (options.password_command && options.password_file)
        return fail(ErrorKind::usage, "--password-command and --password-file exclude each other");
    if (options.tls) {
        PH_ASSIGN(account.tls, parse_tls_mode(*options.tls));
    }
    if (options.timeout) {
        PH_ASSIGN(account.timeout, parse_timeout(*options.timeout));
    }
    account.user = options.user.value_or(account.user);
    if (options.auth) {
        account.auth = lower(*options.auth);
        if (auto known = smtp::make_sasl_clients(account.auth, {}); !known)
            return fail(ErrorKind::usage, fmt::format("--auth: {}", known.error().message));
    }
    PH_TRY(apply_trust_options(account, options));
    apply_password_options(account, options);
    return apply_path_options(account, options);
}

} // namespace

Environment read_environment() {
    Environment environment;
    environment.config = variable("POSTHASTE_CONFIG");
    environment.account = variable("POSTHASTE_ACCOUNT");
    environment.server = variable("POSTHASTE_SERVER");
    environment.user = variable("POSTHASTE_USER");
    environment.password_command = variable("POSTHASTE_PASSWORD_COMMAND");
    environment.password_file = variable("POSTHASTE_PASSWORD_FILE");
    environment.from = variable("POSTHASTE_FROM");
    environment.tls_ca = variable("POSTHASTE_TLS_CA");
    environment.queue = variable("POSTHASTE_QUEUE");
    environment.has_password = std::getenv("POSTHASTE_PASSWORD") != nullptr;
    return environment;
}

Result<std::optional<Account>> choose_account(const SubmitOptions& options, const Environment& environment,
                                              const Config& config, const std::optional<mail::Address>& sender,
                                              const std::vector<mail::Address>& recipients) {
    PH_ASSIGN(auto account, base_account(options, environment, config, sender, recipients));
    if (!account) {
        Account nowhere; // the options are judged all the same
        PH_TRY(apply_options(nowhere, options));
        return account;
    }
    if (!account->server)
        return fail(ErrorKind::config,
                    fmt::format("account \"{}\" has no server: give it server = \"smtps://HOST\" or a provider",
                                account->name));
    PH_TRY(apply_options(*account, options));
    return account;
}

} // namespace posthaste::app
