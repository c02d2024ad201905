// SPDX-License-Identifier: MIT
#include "config_keys.hpp"

#include "account_keys.hpp"
#include "log_keys.hpp"
#include "queue_keys.hpp"
#include "serve_keys.hpp"

#include <posthaste/config/known_keys.hpp>

#include <algorithm>
#include <array>

namespace posthaste::config {

namespace {

template <std::string Route::* member> KeyStatus set_route_text(Route& route, const TomlValue& value) {
    route.*member = value.text;
    return {};
}

constexpr std::array<Key<Route>, 3> route_keys{{
    {"from", TomlKind::string, set_route_text<&Route::from>},
    {"to", TomlKind::string, set_route_text<&Route::to>},
    {"account", TomlKind::string, set_route_text<&Route::account>},
}};

KeyStatus set_default(Config& config, const TomlValue& value) {
    config.default_account = value.text;
    return {};
}

KeyStatus set_domain(Config& config, const TomlValue& value) {
    auto domain = domain_of(value);
    if (!domain)
        return std::unexpected(std::move(domain).error());
    config.domain = *std::move(domain);
    return {};
}

KeyStatus add_account(Config& config, const TomlValue& value) {
    if (value.key.empty() || has_control(value.key))
        return fail_at(value.key_at,
                       fmt::format("account name \"{}\" is empty or holds a control character", value.key));
    if (value.kind != TomlKind::table) {
        return fail_at(value.at, fmt::format("account \"{}\" must be a table, as in [account.{}], not {}", value.key,
                                             value.key, describe(value.kind)));
    }
    Account account;
    account.name = value.key;
    if (auto applied = apply_table(account, value, account_keys()); !applied)
        return applied;
    if (auto checked = check_account_keys(account, value); !checked)
        return checked;
    complete_by_provider(account);
    config.accounts.push_back(std::move(account));
    return {};
}

KeyStatus set_accounts(Config& config, const TomlValue& value) {
    for (const auto& child : value.children) {
        if (auto added = add_account(config, child); !added)
            return added;
    }
    return {};
}

KeyStatus add_route(Config& config, const TomlValue& value) {
    if (value.kind != TomlKind::table)
        return fail_at(value.at, fmt::format("a route must be a table, as in [[route]], not {}", describe(value.kind)));
    Route route;
    if (auto applied = apply_table(route, value, std::span<const Key<Route>>(route_keys)); !applied)
        return applied;
    if (route.from.empty() && route.to.empty())
        return fail_at(value.at, "a route needs \"from\" or \"to\"");
    if (route.account.empty())
        return fail_at(value.at, "a route needs \"account\"");
    config.routes.push_back(std::move(route));
    return {};
}

KeyStatus set_routes(Config& config, const TomlValue& value) {
    for (const auto& child : value.children) {
        if (auto added = add_route(config, child); !added)
            return added;
    }
    return {};
}

std::vector<std::string> account_key_names() {
    auto names = key_names(account_keys());
    std::ranges::for_each(names, [](auto& name) { name.insert(0, "NAME."); });
    return names;
}

std::vector<std::string> route_key_names() { return key_names(std::span<const Key<Route>>(route_keys)); }

KeyStatus set_queue(Config& config, const TomlValue& value) { return apply_queue(config.queue, value); }

KeyStatus set_serve(Config& config, const TomlValue& value) { return apply_serve(config.serve, value); }

KeyStatus set_log(Config& config, const TomlValue& value) { return apply_log(config.log, value); }

KeyStatus add_aliases(Config& config, const TomlValue& value) {
    if (!value.text.starts_with('/') && !value.text.starts_with("~/"))
        return fail_at(value.at, fmt::format("aliases = \"{}\": must begin with / or ~/", value.text));
    auto paths = config.aliases.value_or(std::vector<std::string>{});
    paths.push_back(value.text);
    config.aliases = std::move(paths);
    return {};
}

// None at all: then there are no aliases.
KeyStatus set_aliases(Config& config, const TomlValue& value) {
    config.aliases.emplace();
    if (value.kind == TomlKind::string)
        return add_aliases(config, value);
    if (value.kind != TomlKind::array)
        return fail_at(
            value.at, fmt::format("\"aliases\" must be a string or an array of strings, not {}", describe(value.kind)));
    const Key<Config> each{value.key, TomlKind::string, add_aliases};
    for (auto child : value.children) {
        child.key = value.key;
        if (auto applied = apply_key(config, child, each); !applied)
            return applied;
    }
    return {};
}

KeyStatus set_alias_commands(Config& config, const TomlValue& value) {
    config.alias_commands = value.flag;
    return {};
}

constexpr std::array<Key<Config>, 9> document_keys{{
    {"default", TomlKind::string, set_default},
    {"domain", TomlKind::string, set_domain},
    {"account", TomlKind::table, set_accounts, account_key_names},
    {"route", TomlKind::array, set_routes, route_key_names},
    {"queue", TomlKind::table, set_queue, queue_key_names},
    {"serve", TomlKind::table, set_serve, serve_key_names},
    {"log", TomlKind::table, set_log, log_key_names},
    {"aliases", TomlKind::other, set_aliases},
    {"alias_commands", TomlKind::boolean, set_alias_commands},
}};

KeyStatus check_account(const Config& config, const TomlValue& name) {
    if (const auto found = config.account(name.text); !found)
        return fail_at(name.at, fmt::format("{}: {}", name.key, found.error().message));
    return {};
}

// After everything is read: a table of an account may stand below its use.
KeyStatus check_references(const Config& config, const TomlValue& document) {
    if (const auto* name = document.find("default"); name != nullptr) {
        if (auto checked = check_account(config, *name); !checked)
            return checked;
    }
    const auto* routes = document.find("route");
    if (routes == nullptr)
        return {};
    for (const auto& route : routes->children) {
        if (auto checked = check_account(config, *route.find("account")); !checked)
            return checked;
    }
    return {};
}

} // namespace

std::vector<std::string> known_keys() { return key_names(std::span<const Key<Config>>(document_keys)); }

KeyStatus apply_document(Config& config, const TomlValue& document) {
    if (auto applied = apply_table(config, document, std::span<const Key<Config>>(document_keys)); !applied)
        return applied;
    return check_references(config, document);
}

} // namespace posthaste::config
