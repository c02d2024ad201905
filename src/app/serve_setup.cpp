// SPDX-License-Identifier: MIT
#include "serve_setup.hpp"

#include "account_choice.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <sys/stat.h>

namespace posthaste::app {

namespace {

constexpr mode_t private_socket = 0600;

Result<mode_t> read_mode(const std::optional<std::string>& text) {
    if (!text)
        return private_socket;
    mode_t mode = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), mode, 8);
    if (error != std::errc{} || end != text->data() + text->size() || mode > 0777)
        return fail(ErrorKind::usage, fmt::format("--socket-mode {}: must be rights in octal, as 0600 or 0666", *text));
    return mode;
}

Status apply_limits(const ServeOptions& options, config::ServeSettings& settings) {
    constexpr std::size_t most = 10000;
    if (options.max_message) {
        auto size = parse_size(*options.max_message);
        if (!size)
            return with_context("--max-message", std::move(size).error());
        settings.max_message_bytes = *size;
    }
    if (!options.max_connections)
        return {};
    const auto& text = *options.max_connections;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), settings.max_connections);
    if (error != std::errc{} || end != text.data() + text.size() || settings.max_connections < 1 ||
        settings.max_connections > most)
        return fail(ErrorKind::usage, fmt::format("--max-connections {}: must be between 1 and {}", text, most));
    return {};
}

Result<std::vector<Listener>> make_listeners(const ServeOptions& options) {
    PH_ASSIGN(const auto mode, read_mode(options.socket_mode));
    if (options.listen.empty())
        return options.inherited ? inherited_listeners() : std::vector<Listener>{};
    std::vector<Listener> listeners;
    for (const auto& where : options.listen) {
        auto listener = listen_at(where, mode);
        if (!listener) {
            close_all(listeners);
            return std::unexpected(std::move(listener).error());
        }
        listeners.push_back(*std::move(listener));
    }
    return listeners;
}

// Whoever reaches it could send mail as us, and passwords would go over the line as they are.
Status judge_listener(const Listener& listener, const ServeOptions& options, const ServeSetup& setup) {
    if (listener.address.is_loopback)
        return {};
    const auto& where = listener.address.text;
    if (!options.allow_remote)
        return fail(ErrorKind::usage,
                    fmt::format("--listen {}: other machines can reach that; 127.0.0.1 and unix: are for this one, and "
                                "--allow-remote takes mail from others who log in",
                                where));
    if (!setup.tls || setup.users.empty())
        return fail(
            ErrorKind::usage,
            fmt::format("--listen {}: needs --tls-cert and --users, so that only who is known can send", where));
    return {};
}

// By another path or name as well: a link, or /var/run for /run.
bool same_socket(const std::string& path, const SocketAddress& address) {
    struct stat one{};
    struct stat other{};
    if (path.empty() || address.path.empty())
        return false;
    return path == address.path || (::stat(path.c_str(), &one) == 0 && ::stat(address.path.c_str(), &other) == 0 &&
                                    one.st_dev == other.st_dev && one.st_ino == other.st_ino);
}

bool leads_to(const config::Account& account, const SocketAddress& address) {
    const auto same = [&address](const config::ServerUrl& server) {
        if (address.is_unix)
            return same_socket(server.unix_path, address);
        return config::names_this_machine(server.host) && address.text.ends_with(fmt::format(":{}", server.port));
    };
    return (account.server && same(*account.server)) || std::ranges::any_of(account.other_servers, same);
}

// What is taken here would come back here for ever. A server of the command line or the environment counts alone.
Status refuse_circle(const ServeOptions& options, const Environment& environment, const config::Config& config,
                     const std::vector<Listener>& listeners) {
    auto accounts = config.accounts;
    if (options.submit.server || !environment.server.empty()) {
        PH_ASSIGN(const auto account, choose_account(options.submit, environment, config, std::nullopt, {}));
        accounts.clear();
        if (account)
            accounts.push_back(*account);
    }
    for (const auto& listener : listeners) {
        const auto found = std::ranges::find_if(
            accounts, [&listener](const auto& account) { return leads_to(account, listener.address); });
        if (found != accounts.end())
            return fail(ErrorKind::config, fmt::format("{} leads back to {}, where mail is taken: name a configuration "
                                                       "of its own with --config",
                                                       found->name.empty() ? "the server" : "account " + found->name,
                                                       listener.address.text));
    }
    return {};
}

Status judge_listeners(const ServeOptions& options, const Environment& environment, const config::Config& config,
                       const ServeSetup& setup) {
    for (const auto& listener : setup.listeners)
        PH_TRY(judge_listener(listener, options, setup));
    return setup.inbox ? Status{} : refuse_circle(options, environment, config, setup.listeners);
}

Status read_tls(const ServeOptions& options, ServeSetup& setup) {
    if (options.tls_key && !options.tls_cert)
        return fail(ErrorKind::usage, "--tls-key needs --tls-cert, the certificate that it is for");
    if (options.tls_cert) {
        PH_ASSIGN(setup.tls, net::TlsServerContext::make(*options.tls_cert, options.tls_key.value_or("")));
    }
    if (options.users) {
        PH_ASSIGN(setup.users, read_users(*options.users));
    }
    return {};
}

} // namespace

Result<ServeSetup> set_up(const ServeOptions& options, const Caller& caller) {
    ServeSetup setup;
    const auto environment = read_environment();
    config::Config config;
    if (options.deliver) {
        PH_ASSIGN(setup.inbox, parse_inbox(*options.deliver));
    } else {
        PH_ASSIGN(config, config::load_config(options.submit.config.value_or(environment.config), caller.home));
    }
    setup.settings = config.serve;
    PH_TRY(apply_limits(options, setup.settings));
    setup.domain = config.domain.empty() ? machine_domain(caller) : config.domain;
    const auto host = public_host_name(caller);
    setup.host = host.empty() ? "localhost" : host;
    PH_TRY(read_tls(options, setup));
    PH_ASSIGN(setup.listeners, make_listeners(options));
    if (auto judged = judge_listeners(options, environment, config, setup); !judged) {
        close_all(setup.listeners);
        return std::unexpected(std::move(judged).error());
    }
    return setup;
}

} // namespace posthaste::app
