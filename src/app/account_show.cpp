// SPDX-License-Identifier: MIT
// `posthaste account list` and `show`.
#include "account_choice.hpp"
#include "account_desk.hpp"
#include "json_line.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/config_file.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace posthaste::app {

namespace {

using config::Account;
using config::Config;
using Json = nlohmann::ordered_json;

// As mail finds it: the system's where the user has none.
Result<Config> config_in_use(const AccountDesk& desk, const AccountOptions& options) {
    return config::load_config(options.config.value_or(read_environment().config), desk.caller.home);
}

std::string url_of(const config::ServerUrl& server) {
    if (!server.unix_path.empty())
        return (server.lmtp ? "lmtp:unix:" : "unix:") + server.unix_path;
    if (server.srv)
        return "srv:" + server.host;
    const auto* scheme = server.lmtp ? "lmtp" : server.implicit_tls ? "smtps" : "smtp";
    const auto host = server.host.find(':') == std::string::npos ? server.host : fmt::format("[{}]", server.host);
    return fmt::format("{}://{}:{}", scheme, host, server.port);
}

std::vector<std::string> servers_of(const Account& account) {
    std::vector<std::string> urls;
    if (account.server)
        urls.push_back(url_of(*account.server));
    std::ranges::transform(account.other_servers, std::back_inserter(urls), url_of);
    return urls;
}

std::string author_of(const Account& account) {
    if (!account.from)
        return {};
    const auto& from = *account.from;
    return from.display_name.empty() ? from.address.text()
                                     : fmt::format("{} <{}>", from.display_name, from.address.text());
}

// Where it comes from, never what it is.
std::string password_of(const Account& account) {
    const auto& source = account.password;
    if (!source.command.empty())
        return "command: " + source.command;
    if (!source.file.empty())
        return "file: " + source.file;
    if (!source.environment.empty())
        return "variable: " + source.environment;
    if (!source.credential.empty())
        return "credential: " + source.credential;
    if (!source.literal.empty())
        return "in the configuration";
    if (source.netrc || !account.login().empty())
        return "~/.netrc";
    return "none";
}

std::string_view tls_of(const Account& account) {
    switch (account.tls) {
    case config::TlsMode::none:
        return "none";
    case config::TlsMode::starttls:
        return "starttls";
    case config::TlsMode::implicit:
        return "implicit";
    case config::TlsMode::by_scheme:
        break;
    }
    return account.server && account.server->implicit_tls ? "implicit" : "by the server's scheme";
}

std::string_view queue_of(const Account& account) {
    switch (account.queue) {
    case config::QueueUse::never:
        return "never";
    case config::QueueUse::always:
        return "always";
    case config::QueueUse::on_failure:
        break;
    }
    return "on-failure";
}

bool is_default(const Config& config, const Account& account) {
    return config.default_account.empty() ? config.accounts.size() == 1 : config.default_account == account.name;
}

Json fields_of(const Config& config, const Account& account) {
    Json fields{{"name", account.name}, {"default", is_default(config, account)}};
    const auto add = [&](const char* name, std::string_view value) {
        if (!value.empty())
            fields[name] = value;
    };
    add("provider", account.provider);
    fields["server"] = servers_of(account);
    fields["tls"] = tls_of(account);
    add("user", account.login());
    fields["password"] = password_of(account);
    add("auth", account.auth);
    add("from", author_of(account));
    add("envelope_from", account.envelope_from ? account.envelope_from->text() : std::string{});
    if (account.force_from)
        fields["force_from"] = true;
    add("domain", account.domain);
    add("helo", account.helo);
    add("tls_ca", account.tls_ca);
    add("tls_cert", account.tls_cert);
    add("tls_key", account.tls_key);
    for (const auto& pin : account.tls_pins)
        fields["tls_pin"].push_back((pin.certificate ? "cert-sha256:" : "sha256:") + pin.sha256);
    if (account.timeout)
        fields["timeout"] = account.timeout->count();
    fields["queue"] = queue_of(account);
    add("source_address", account.source_address);
    if (account.proxy)
        fields["proxy"] = fmt::format("{}://{}:{}", account.proxy->http ? "http" : "socks5", account.proxy->host,
                                      account.proxy->port);
    return fields;
}

std::string text_of(const Json& value) {
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_boolean())
        return value.get<bool>() ? "yes" : "no";
    if (!value.is_array())
        return value.dump();
    std::string text;
    for (const auto& each : value)
        text.append(text.empty() ? "" : ", ").append(each.get<std::string>());
    return text;
}

std::string list_text(const Config& config) {
    std::size_t width = 0;
    for (const auto& account : config.accounts)
        width = std::max(width, printable(account.name).size());
    std::string text;
    for (const auto& account : config.accounts) {
        const auto urls = servers_of(account);
        text += printable(fmt::format("{} {:<{}}  {}  {}", is_default(config, account) ? '*' : ' ', account.name, width,
                                      urls.empty() ? "no server" : urls.front(), author_of(account)));
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    return text;
}

} // namespace

Result<ExitStatus> list_at(AccountDesk& desk, const AccountOptions& options) {
    PH_ASSIGN(const auto config, config_in_use(desk, options));
    if (!options.json) {
        PH_TRY(desk.out.write(list_text(config)));
        return ExitStatus::ok;
    }
    Json accounts = Json::array();
    for (const auto& account : config.accounts)
        accounts.push_back(fields_of(config, account));
    PH_TRY(desk.out.write(json_line({{"exit_status", 0}, {"config", config.path}, {"accounts", accounts}})));
    return ExitStatus::ok;
}

Result<ExitStatus> show_at(AccountDesk& desk, const AccountOptions& options) {
    PH_ASSIGN(const auto config, config_in_use(desk, options));
    PH_ASSIGN(const auto* account, config.account(options.words.front()));
    auto fields = fields_of(config, *account);
    if (options.json) {
        fields["exit_status"] = 0;
        PH_TRY(desk.out.write(json_line(fields)));
        return ExitStatus::ok;
    }
    std::string text;
    for (const auto& [name, value] : fields.items())
        text += printable(fmt::format("{:<15} {}", name, text_of(value))) + "\n";
    PH_TRY(desk.out.write(text));
    return ExitStatus::ok;
}

} // namespace posthaste::app
