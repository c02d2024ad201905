// SPDX-License-Identifier: MIT
#include "way.hpp"

#include "relay.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

using OptionalText = std::optional<std::string>;

struct Kept {
    std::string_view name;
    OptionalText SubmitOptions::* member;
    bool is_path;
};

// Whatever choose_account() asks of the options.
constexpr std::array kept{
    Kept{"config", &SubmitOptions::config, true},
    Kept{"account", &SubmitOptions::account, false},
    Kept{"server", &SubmitOptions::server, false},
    Kept{"tls", &SubmitOptions::tls, false},
    Kept{"tls-ca", &SubmitOptions::tls_ca, true},
    Kept{"tls-pin", &SubmitOptions::tls_pin, false},
    Kept{"user", &SubmitOptions::user, false},
    Kept{"auth", &SubmitOptions::auth, false},
    Kept{"password-command", &SubmitOptions::password_command, false},
    Kept{"password-file", &SubmitOptions::password_file, true},
    Kept{"timeout", &SubmitOptions::timeout, false},
    Kept{"source-address", &SubmitOptions::source_address, false},
    Kept{"proxy", &SubmitOptions::proxy, false},
};
constexpr std::string_view password_variable = "password-variable"; // POSTHASTE_PASSWORD, of whoever runs the queue

// What runs the queue does so elsewhere.
std::string absolute(const std::string& path) {
    if (path.empty() || path.front() == '/' || path.front() == '~')
        return path;
    std::error_code error;
    const auto whole = std::filesystem::absolute(path, error);
    return error ? path : whole.string();
}

void fill(OptionalText& option, const std::string& value) {
    if (!option && !value.empty())
        option = value;
}

// What a server of the environment has from there.
void fill_from(SubmitOptions& options, const Environment& environment) {
    if (!options.server)
        fill(options.server, environment.server);
    fill(options.user, environment.user);
    fill(options.tls_ca, environment.tls_ca);
    if (options.password_command || options.password_file)
        return;
    fill(options.password_command, environment.password_command);
    if (!options.password_command)
        fill(options.password_file, environment.password_file);
}

std::string route_of(const config::Account& account) {
    if (!account.name.empty())
        return account.name;
    const auto server = account.server ? endpoint_of(*account.server).text() : std::string{};
    return account.login().empty() ? server : fmt::format("{}@{}", account.login(), server);
}

} // namespace

Way way_of(const SubmitOptions& options, const Environment& environment, const config::Account* account) {
    Way way;
    if (account == nullptr)
        return way;
    SubmitOptions chosen = options;
    fill(chosen.config, environment.config);
    if (account->name.empty()) {
        chosen.account.reset();
        fill_from(chosen, environment);
    } else {
        chosen.account = account->name;
    }
    for (const auto& option : kept) {
        if (const auto& value = chosen.*option.member)
            way.settings.push_back({std::string(option.name), option.is_path ? absolute(*value) : *value});
    }
    if (account->password.environment == "POSTHASTE_PASSWORD")
        way.settings.push_back({std::string(password_variable), {}});
    way.route = route_of(*account);
    return way;
}

Way way_home(const SubmitOptions& options, const Environment& environment) {
    auto config = options.config;
    fill(config, environment.config);
    Way way;
    if (config)
        way.settings.push_back({"config", absolute(*config)});
    return way;
}

bool needs_variable(const spool::Entry& entry) {
    return std::ranges::find(entry.settings, password_variable, &spool::Setting::name) != entry.settings.end();
}

Result<WayOptions> read_way(const std::vector<spool::Setting>& settings) {
    WayOptions way;
    for (const auto& setting : settings) {
        if (setting.name == password_variable) {
            way.environment.has_password = true;
            continue;
        }
        const auto* option = std::ranges::find(kept, setting.name, &Kept::name);
        if (option == kept.end())
            return fail(ErrorKind::data, fmt::format("the queue knows no option \"{}\"", setting.name));
        way.options.*option->member = setting.value;
    }
    return way;
}

} // namespace posthaste::app
