// SPDX-License-Identifier: MIT
#include "route_pattern.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/config.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posthaste::config {

namespace {
bool fits(const Route& route, const std::optional<mail::Address>& sender,
          const std::vector<mail::Address>& recipients) {
    if (!route.from.empty() && !pattern_fits(route.from, sender ? sender->text() : std::string{}))
        return false;
    if (route.to.empty())
        return true;
    const auto to_fits = [&](const mail::Address& recipient) { return pattern_fits(route.to, recipient.text()); };
    return !recipients.empty() && std::ranges::all_of(recipients, to_fits);
}
} // namespace

bool SecretSource::given() const noexcept {
    return netrc || !command.empty() || !file.empty() || !environment.empty() || !credential.empty() ||
           !literal.empty();
}

bool Account::has_literal_password() const noexcept {
    return !password.literal.empty() || (proxy && !proxy->password.empty());
}

bool Account::has_password() const noexcept { return password.given() || has_literal_password(); }

const std::string& Account::login() const noexcept { return user.empty() && server.has_value() ? server->user : user; }

const std::string& Account::login_at(const ServerUrl& other) const noexcept {
    return user.empty() && !other.user.empty() ? other.user : login();
}

bool ServeSettings::permits(const std::string& user, const mail::Address& wanted, const std::string& domain) const {
    if (user == "root" || std::ranges::find(trusted, user) != trusted.end())
        return true;
    const auto whole = wanted.qualified_with(domain);
    const bool himself = user.contains('@') ? iequals(whole.text(), user) // a login may be an address
                                            : whole.local() == user && iequals(whole.domain(), domain);
    if (himself)
        return true;
    const auto permission = std::ranges::find(senders, user, &SenderPermission::user);
    return permission != senders.end() && std::ranges::any_of(permission->patterns, [&whole](const auto& pattern) {
               return pattern_fits(pattern, whole.text());
           });
}

Result<const Account*> Config::account(std::string_view name) const {
    const auto found = std::ranges::find(accounts, name, &Account::name);
    if (found != accounts.end())
        return &*found;
    if (accounts.empty())
        return fail(ErrorKind::config, fmt::format("unknown account \"{}\": no account is configured", name));
    std::vector<std::string> known;
    std::ranges::transform(accounts, std::back_inserter(known),
                           [](const Account& each) { return fmt::format("\"{}\"", each.name); });
    return fail(ErrorKind::config, fmt::format("unknown account \"{}\"; known: {}", name, fmt::join(known, ", ")));
}

const Route* Config::route_for(const std::optional<mail::Address>& sender,
                               const std::vector<mail::Address>& recipients) const {
    const auto route = std::ranges::find_if(routes, [&](const Route& each) { return fits(each, sender, recipients); });
    return route == routes.end() ? nullptr : &*route;
}

Result<const Account*> Config::choose(const std::optional<mail::Address>& sender,
                                      const std::vector<mail::Address>& recipients) const {
    if (const auto* route = route_for(sender, recipients); route != nullptr)
        return account(route->account);
    if (!default_account.empty())
        return account(default_account);
    return accounts.size() == 1 ? &accounts.front() : nullptr;
}

} // namespace posthaste::config
