// SPDX-License-Identifier: MIT
#include "relay.hpp"

#include <posthaste/config/secret_source.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

Result<std::optional<smtp::Credentials>> credentials_of(const config::Account& account, const std::string& host,
                                                        const std::string& login, const Caller& caller) {
    if (!smtp::needs_password(account.auth)) {
        if (account.password.given())
            return fail(ErrorKind::config, fmt::format("there is a password for {}, but auth = \"{}\" uses none: remove"
                                                       " the password or choose another mechanism",
                                                       host, account.auth));
        return smtp::Credentials{login, Secret()};
    }
    if (login.empty()) {
        if (account.password.given())
            return fail(ErrorKind::config,
                        fmt::format("there is a password for {} but no user: give the user by --user,"
                                    " in the server's URL or as the account's \"user\"",
                                    host));
        return std::nullopt;
    }
    auto source = account.password;
    source.netrc = source.netrc || !source.given(); // where curl and others look, too
    auto password = config::fetch_secret(source, host, login, caller.home);
    if (!password && !account.password.given())
        return fail(ErrorKind::config,
                    fmt::format("no password for user \"{}\": give --password-command, --password-file,"
                                " the account's \"password\" or an entry in ~/.netrc ({})",
                                login, password.error().message));
    if (!password)
        return std::unexpected(std::move(password).error());
    return smtp::Credentials{login, *std::move(password)};
}

net::ConnectOptions connection_of(const config::Account& account) {
    net::ConnectOptions options;
    options.source_address = account.source_address;
    if (const auto& proxy = account.proxy)
        options.proxy = net::Proxy{proxy->http ? net::ProxyKind::http : net::ProxyKind::socks5, proxy->host,
                                   proxy->port, proxy->user, Secret(proxy->password)};
    return options;
}

// Options that would do nothing, or not what they say.
Status check_srv(const config::Account& account, const config::ServerUrl& server) {
    if (server.srv && account.tls != config::TlsMode::by_scheme)
        return fail(ErrorKind::config, fmt::format("srv:{} says itself how TLS is used: leave out tls", server.host));
    if (server.srv && account.proxy) // what is asked of the name servers here would tell where the proxy leads
        return fail(ErrorKind::config,
                    fmt::format("srv:{} cannot be looked up by a proxy: name the server by smtps://HOST", server.host));
    return {};
}

// The same for a unix socket: there is no way to it but its own, and nothing that a certificate could name.
Status check_socket(const config::Account& account, const config::ServerUrl& server) {
    if (server.unix_path.empty())
        return {};
    if (account.proxy || !account.source_address.empty())
        return fail(ErrorKind::config, fmt::format("unix:{} is on this machine: leave out {}", server.unix_path,
                                                   account.proxy ? "the proxy" : "the source address"));
    if (account.tls != config::TlsMode::by_scheme && account.tls != config::TlsMode::none)
        return fail(ErrorKind::config, fmt::format("unix:{} has no name that a certificate could be for: leave out tls",
                                                   server.unix_path));
    return {};
}

// Without TLS there is no certificate to compare.
Status check_pins(const config::Account& account, const config::ServerUrl& server) {
    if (account.tls_pins.empty() || tls_use_of(account, server) != smtp::TlsUse::none)
        return {};
    return fail(ErrorKind::config,
                fmt::format("{} is reached without TLS, where tls_pin has no effect: leave it out, or use TLS",
                            server.unix_path.empty() ? server.host : server.unix_path));
}

Status check_server(const config::Account& account, const config::ServerUrl& server) {
    PH_TRY(check_srv(account, server));
    PH_TRY(check_socket(account, server));
    return check_pins(account, server);
}

// What netrc calls the machine.
std::string login_host(const config::ServerUrl& server) { return server.unix_path.empty() ? server.host : "localhost"; }

// A password that does not depend on the host is fetched once: its command may ask a person.
Status add_other_servers(delivery::SmtpSettings& settings, const config::Account& account, const Caller& caller) {
    const bool by_host = account.password.netrc || !account.password.given();
    for (const auto& url : account.other_servers) {
        delivery::SmtpServer other{endpoint_of(url), tls_use_of(account, url), std::nullopt, url.lmtp};
        const auto& login = account.login_at(url);
        if (!by_host && settings.credentials && settings.credentials->user == login) {
            other.credentials = smtp::Credentials{login, settings.credentials->password.copy()};
        } else {
            PH_ASSIGN(other.credentials, credentials_of(account, login_host(url), login, caller));
        }
        settings.others.push_back(std::move(other));
    }
    return {};
}

} // namespace

net::TlsSettings trust_of(const config::Account& account) {
    const auto minimum = account.tls_min == config::TlsMinimum::v1_3 ? net::TlsVersion::v1_3 : net::TlsVersion::v1_2;
    net::TlsSettings settings;
    settings.ca = account.tls_ca;
    settings.certificate = account.tls_cert;
    settings.key = account.tls_key;
    settings.minimum = minimum;
    for (const auto& pin : account.tls_pins)
        settings.pins.push_back({pin.certificate, pin.sha256});
    return settings;
}

smtp::TlsUse tls_use_of(const config::Account& account, const config::ServerUrl& server) noexcept {
    switch (account.tls) {
    case config::TlsMode::none:
        return smtp::TlsUse::none;
    case config::TlsMode::starttls:
        return smtp::TlsUse::starttls_required;
    case config::TlsMode::implicit:
        return smtp::TlsUse::implicit;
    case config::TlsMode::by_scheme:
        break;
    }
    // What stays on this machine needs none; LMTP servers seldom have it. Where a proxy leads is another matter.
    if (!server.unix_path.empty() || (server.lmtp && !account.proxy && config::names_this_machine(server.host)))
        return smtp::TlsUse::none;
    return server.implicit_tls ? smtp::TlsUse::implicit : smtp::TlsUse::starttls_required;
}

net::Endpoint endpoint_of(const config::ServerUrl& server) {
    return {server.host, server.port, server.unix_path, server.srv};
}

std::vector<std::string> server_names(const config::Account& account) {
    std::vector<std::string> names;
    if (!account.server)
        return names;
    names.push_back(endpoint_of(*account.server).text());
    for (const auto& other : account.other_servers)
        names.push_back(endpoint_of(other).text());
    return names;
}

Status check_servers(const config::Account& account) {
    if (account.server)
        PH_TRY(check_server(account, *account.server));
    for (const auto& other : account.other_servers)
        PH_TRY(check_server(account, other));
    return {};
}

Result<delivery::SmtpSettings> relay_settings(const config::Account& account, const Caller& caller) {
    if (!account.server)
        return fail(ErrorKind::internal, "an account without a server");
    PH_TRY(check_servers(account));
    delivery::SmtpSettings settings;
    settings.server = endpoint_of(*account.server);
    settings.tls = tls_use_of(account, *account.server);
    settings.lmtp = account.server->lmtp;
    settings.connection = connection_of(account);
    settings.trust = trust_of(account);
    if (const auto state = state_directory(caller); account.tls_resume && !state.empty())
        settings.trust.sessions = state + "/tls";
    settings.client_name = account.helo.empty() ? public_host_name(caller) : account.helo;
    settings.mechanism = account.auth;
    settings.timeout = account.timeout;
    PH_ASSIGN(settings.credentials, credentials_of(account, login_host(*account.server), account.login(), caller));
    PH_TRY(add_other_servers(settings, account, caller));
    return settings;
}

} // namespace posthaste::app
