// SPDX-License-Identifier: MIT
#include "account_keys.hpp"

#include "password_key.hpp"

#include <posthaste/config/providers.hpp>
#include <posthaste/mail/address_list.hpp>

#include <array>

namespace posthaste::config {

namespace {

template <std::string Account::* member> KeyStatus set_text(Account& account, const TomlValue& value) {
    account.*member = value.text;
    return {};
}

template <bool Account::* member> KeyStatus set_flag(Account& account, const TomlValue& value) {
    account.*member = value.flag;
    return {};
}

template <std::string Account::* member> KeyStatus set_domain(Account& account, const TomlValue& value) {
    auto domain = domain_of(value);
    if (!domain)
        return std::unexpected(std::move(domain).error());
    account.*member = *std::move(domain);
    return {};
}

KeyStatus wrong_value(const TomlValue& value, std::string_view expected) {
    return fail_at(value.at, fmt::format("{} = \"{}\": must be {}", value.key, value.text, expected));
}

// One text, or several, each applied on its own.
KeyStatus apply_each(Account& account, const TomlValue& value,
                     KeyStatus (*add)(Account& account, const TomlValue& value)) {
    if (value.kind == TomlKind::string)
        return add(account, value);
    if (value.kind != TomlKind::array)
        return fail_at(value.at, fmt::format("\"{}\" must be a string or an array of strings, not {}", value.key,
                                             describe(value.kind)));
    if (value.children.empty())
        return fail_at(value.at, fmt::format("\"{}\" is empty", value.key));
    const Key<Account> each{value.key, TomlKind::string, add};
    for (auto child : value.children) {
        child.key = value.key;
        if (auto applied = apply_key(account, child, each); !applied)
            return applied;
    }
    return {};
}

KeyStatus add_server(Account& account, const TomlValue& value) {
    auto server = parse_server_url(value.text);
    if (!server)
        return fail_at(value.at, fmt::format("server: {}", server.error().message));
    if (account.server)
        account.other_servers.push_back(*std::move(server));
    else
        account.server = *std::move(server);
    return {};
}

// In the order to try them.
KeyStatus set_server(Account& account, const TomlValue& value) { return apply_each(account, value, add_server); }

KeyStatus set_tls(Account& account, const TomlValue& value) {
    if (value.text == "implicit")
        account.tls = TlsMode::implicit;
    else if (value.text == "starttls")
        account.tls = TlsMode::starttls;
    else if (value.text == "none")
        account.tls = TlsMode::none;
    else
        return wrong_value(value, R"("implicit", "starttls" or "none")");
    return {};
}

KeyStatus set_tls_min(Account& account, const TomlValue& value) {
    if (value.text != "1.2" && value.text != "1.3")
        return wrong_value(value, R"("1.2" or "1.3")");
    account.tls_min = value.text == "1.3" ? TlsMinimum::v1_3 : TlsMinimum::v1_2;
    return {};
}

KeyStatus add_tls_pins(Account& account, const TomlValue& value) {
    const auto pins = parse_tls_pins(value.text);
    if (!pins)
        return fail_at(value.at, fmt::format("tls_pin = {}", pins.error().message));
    account.tls_pins.insert(account.tls_pins.end(), pins->begin(), pins->end());
    return {};
}

KeyStatus set_tls_pin(Account& account, const TomlValue& value) { return apply_each(account, value, add_tls_pins); }

KeyStatus set_provider(Account& account, const TomlValue& value) {
    if (provider_named(value.text) == nullptr) {
        std::vector<std::string_view> names;
        std::ranges::transform(providers(), std::back_inserter(names), &Provider::name);
        const auto near = nearest(value.text, names);
        return fail_at(value.at, fmt::format("provider = \"{}\" is not known: {}", value.text,
                                             near.empty() ? std::string("name the server by server = \"smtps://HOST\"")
                                                          : fmt::format("did you mean \"{}\"?", near)));
    }
    account.provider = value.text;
    return {};
}

// Whether the mechanism exists is for those who speak it.
KeyStatus set_auth(Account& account, const TomlValue& value) {
    const auto in_word = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_'; };
    if (!std::ranges::all_of(value.text, in_word))
        return wrong_value(value, "\"auto\" or the name of a mechanism in lower case");
    account.auth = value.text;
    return {};
}

KeyStatus set_timeout(Account& account, const TomlValue& value) {
    constexpr std::int64_t day = 86400;
    if (value.number < 1 || value.number > day)
        return fail_at(value.at, fmt::format("timeout = {}: must be between 1 and {} seconds", value.number, day));
    account.timeout = std::chrono::seconds(value.number);
    return {};
}

KeyStatus set_from(Account& account, const TomlValue& value) {
    auto mailboxes = mail::parse_address_list(value.text);
    if (!mailboxes)
        return fail_at(value.at, fmt::format("from = \"{}\": {}", value.text, mailboxes.error().message));
    if (mailboxes->size() != 1)
        return wrong_value(value, "one address");
    account.from = std::move(mailboxes->front());
    return {};
}

KeyStatus set_envelope_from(Account& account, const TomlValue& value) {
    auto address = mail::Address::parse(value.text);
    if (!address)
        return fail_at(value.at, fmt::format("envelope_from = \"{}\": {}", value.text, address.error().message));
    account.envelope_from = *std::move(address);
    return {};
}

KeyStatus set_queue(Account& account, const TomlValue& value) {
    if (value.text == "on-failure")
        account.queue = QueueUse::on_failure;
    else if (value.text == "never")
        account.queue = QueueUse::never;
    else if (value.text == "always")
        account.queue = QueueUse::always;
    else
        return wrong_value(value, R"("on-failure", "never" or "always")");
    return {};
}

KeyStatus set_source_address(Account& account, const TomlValue& value) {
    if (!is_ip_address(value.text))
        return wrong_value(value, "an IP address of this machine");
    account.source_address = value.text;
    return {};
}

KeyStatus set_proxy(Account& account, const TomlValue& value) {
    auto proxy = parse_proxy_url(value.text);
    if (!proxy)
        return fail_at(value.at, proxy.error().message);
    account.proxy = *std::move(proxy);
    return {};
}

KeyStatus set_password(Account& account, const TomlValue& value) { return apply_password(account.password, value); }

} // namespace

std::span<const Key<Account>> account_keys() noexcept {
    static constexpr std::array<Key<Account>, 24> keys{{
        {"provider", TomlKind::string, set_provider},
        {"server", TomlKind::other, set_server},
        {"tls", TomlKind::string, set_tls},
        {"tls_ca", TomlKind::string, set_text<&Account::tls_ca>},
        {"tls_cert", TomlKind::string, set_text<&Account::tls_cert>},
        {"tls_key", TomlKind::string, set_text<&Account::tls_key>},
        {"tls_min", TomlKind::string, set_tls_min},
        {"tls_resume", TomlKind::boolean, set_flag<&Account::tls_resume>},
        {"tls_pin", TomlKind::other, set_tls_pin},
        {"user", TomlKind::string, set_text<&Account::user>},
        {"password", TomlKind::other, set_password, password_key_names},
        {"auth", TomlKind::string, set_auth},
        {"timeout", TomlKind::integer, set_timeout},
        {"helo", TomlKind::string, set_domain<&Account::helo>},
        {"from", TomlKind::string, set_from},
        {"envelope_from", TomlKind::string, set_envelope_from},
        {"force_from", TomlKind::boolean, set_flag<&Account::force_from>},
        {"reply_to_original", TomlKind::boolean, set_flag<&Account::reply_to_original>},
        {"force_envelope_from", TomlKind::boolean, set_flag<&Account::force_envelope_from>},
        {"qualify_header", TomlKind::boolean, set_flag<&Account::qualify_header>},
        {"domain", TomlKind::string, set_domain<&Account::domain>},
        {"queue", TomlKind::string, set_queue},
        {"source_address", TomlKind::string, set_source_address},
        {"proxy", TomlKind::string, set_proxy},
    }};
    return keys;
}

KeyStatus check_account_keys(const Account& account, const TomlValue& table) {
    if (account.reply_to_original && !account.force_from)
        return fail_at(table.find("reply_to_original")->at,
                       "reply_to_original = true keeps the From that force_from = true replaces: say that, too");
    if (account.force_envelope_from && !account.envelope_from && !account.from)
        return fail_at(table.find("force_envelope_from")->at,
                       "force_envelope_from = true needs the sender that it means: envelope_from, or from");
    return {};
}

// The server's own user comes first: whoever wrote it there meant it.
void complete_by_provider(Account& account) {
    const auto* provider = provider_named(account.provider);
    if (provider == nullptr)
        return;
    if (!account.server) {
        if (auto server = parse_server_url(provider->server))
            account.server = *std::move(server);
    }
    if (account.login().empty() && account.from)
        account.user = user_at(*provider, account.from->address);
}

// The mail layer knows what a domain is (RFC 5321 4.1.2, 4.1.3), so it is asked with a whole address.
std::expected<std::string, KeyError> domain_of(const TomlValue& value) {
    const auto address = mail::Address::make("postmaster", value.text);
    if (!address)
        return fail_at(value.at, fmt::format("{} = \"{}\": {}", value.key, value.text, address.error().message));
    return address->domain();
}

} // namespace posthaste::config
