// SPDX-License-Identifier: MIT
#include "import_msmtp_file.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/toml_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace posthaste::config {

namespace {

constexpr std::array<std::string_view, 10> known_mechanisms{
    "scram-sha-256-plus", "scram-sha-1-plus", "scram-sha-256", "scram-sha-1", "plain", "login",
    "cram-md5",           "oauthbearer",      "xoauth2",       "external"};

// Which is where we look without tls_ca, and faster than in the whole of it.
constexpr std::array<std::string_view, 5> system_bundles{"system", "/etc/ssl/certs/ca-certificates.crt",
                                                         "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
                                                         "/etc/ssl/ca-bundle.pem"};

class MsmtpConverter {
  public:
    MsmtpConverter(const MsmtpAccount& from, ImportBuilder& to) : from_(from), to_(to) {}

    void run();

  private:
    using Carry = void (MsmtpConverter::*)(const MsmtpSetting& setting);
    struct Command {
        std::string_view name;
        Carry carry;
    };
    static const std::array<Command, 29> commands;

    [[nodiscard]] const MsmtpSetting* find(std::string_view command) const {
        const auto found = from_.settings.find(command);
        return found == from_.settings.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::string value(std::string_view command) const {
        const auto* setting = find(command);
        return setting == nullptr ? std::string{} : setting->value;
    }
    [[nodiscard]] int line(std::string_view command) const {
        const auto* setting = find(command);
        return setting == nullptr ? from_.line : setting->line;
    }
    // An empty argument is "on" where "on" is one.
    [[nodiscard]] bool is_on(std::string_view command, bool otherwise) const {
        const auto* setting = find(command);
        return setting == nullptr ? otherwise : setting->value.empty() || setting->value == "on";
    }

    bool server();
    void login();
    void password();
    void keyring();
    void author();

    void timeout(const MsmtpSetting& setting);
    void helo(const MsmtpSetting& setting);
    void trust(const MsmtpSetting& setting);
    void pin(const MsmtpSetting& setting);
    void proxy(const MsmtpSetting& setting);
    void force_from(const MsmtpSetting& setting);
    void force_envelope_from(const MsmtpSetting& setting);
    void log_file(const MsmtpSetting& setting);
    void system_log(const MsmtpSetting& setting);
    void aliases(const MsmtpSetting& setting);
    void dsn(const MsmtpSetting& setting);
    void certcheck(const MsmtpSetting& setting);
    void always_added(const MsmtpSetting& setting);
    void to_header(const MsmtpSetting& setting);
    void bcc(const MsmtpSetting& setting);
    void unknown_to_us(const MsmtpSetting& setting);

    template <const char* key> void text(const MsmtpSetting& setting) {
        if (!setting.value.empty())
            to_.set_text(setting.line, key, setting.value);
    }

    const MsmtpAccount& from_;
    ImportBuilder& to_;
    std::string_view command_; // that is being carried over
};

constexpr char tls_cert[] = "tls_cert";
constexpr char tls_key[] = "tls_key";
constexpr char source_address[] = "source_address";
constexpr char domain[] = "domain";

const std::array<MsmtpConverter::Command, 29> MsmtpConverter::commands{{
    {"timeout", &MsmtpConverter::timeout},
    {"domain", &MsmtpConverter::helo},
    {"maildomain", &MsmtpConverter::text<domain>},
    {"tls_trust_file", &MsmtpConverter::trust},
    {"tls_fingerprint", &MsmtpConverter::pin},
    {"tls_cert_file", &MsmtpConverter::text<tls_cert>},
    {"tls_key_file", &MsmtpConverter::text<tls_key>},
    {"tls_certcheck", &MsmtpConverter::certcheck},
    {"tls_crl_file", &MsmtpConverter::unknown_to_us},
    {"tls_min_dh_prime_bits", &MsmtpConverter::unknown_to_us},
    {"tls_priorities", &MsmtpConverter::unknown_to_us},
    {"tls_host_override", &MsmtpConverter::unknown_to_us},
    {"ntlmdomain", &MsmtpConverter::unknown_to_us},
    {"logfile_time_format", &MsmtpConverter::unknown_to_us},
    {"proxy_host", &MsmtpConverter::proxy},
    {"source_ip", &MsmtpConverter::text<source_address>},
    {"allow_from_override", &MsmtpConverter::force_envelope_from},
    {"set_from_header", &MsmtpConverter::force_from},
    {"set_date_header", &MsmtpConverter::always_added},
    {"set_msgid_header", &MsmtpConverter::always_added},
    {"set_to_header", &MsmtpConverter::to_header},
    {"undisclosed_recipients", &MsmtpConverter::to_header},
    {"remove_bcc_headers", &MsmtpConverter::bcc},
    {"dsn_notify", &MsmtpConverter::dsn},
    {"dsn_return", &MsmtpConverter::dsn},
    {"logfile", &MsmtpConverter::log_file},
    {"syslog", &MsmtpConverter::system_log},
    {"aliases", &MsmtpConverter::aliases},
    {"auto_from", &MsmtpConverter::always_added},
}};

void MsmtpConverter::run() {
    to_.begin_account(from_.name);
    if (!server())
        return;
    login();
    password();
    author();
    for (const auto& each : commands) {
        command_ = each.name;
        if (const auto* setting = find(each.name); setting != nullptr)
            (this->*each.carry)(*setting);
    }
    to_.end_account();
}

// False: there is none, as in an account that is only the base of others.
bool MsmtpConverter::server() {
    constexpr std::uint16_t smtp = 25, submissions = 465;
    ImportedServer server;
    server.host = value("host");
    server.unix_path = value("socket");
    server.lmtp = value("protocol") == "lmtp";
    const bool starttls = is_on("tls_starttls", true);
    if (!is_on("tls", false))
        server.tls = TlsMode::none;
    else
        server.tls = starttls ? TlsMode::starttls : TlsMode::implicit;
    const auto port = value("port");
    std::from_chars(port.data(), port.data() + port.size(), server.port);
    if (server.host.empty() && server.unix_path.empty()) {
        to_.drop_account(from_.line, fmt::format("account {} is left out: it has no host", from_.name));
        return false;
    }
    if (server.lmtp && server.port == 0 && server.unix_path.empty())
        to_.remark(from_.line, "no port is given, and LMTP has none of its own in msmtp: 24 is assumed");
    if (!server.lmtp && server.port == 0)
        server.port = server.tls == TlsMode::implicit ? submissions : smtp;
    return to_.set_server(line(server.unix_path.empty() ? "host" : "socket"), server);
}

void MsmtpConverter::login() {
    const auto method = find("auth") == nullptr ? "off" : lower(value("auth"));
    if (method == "off")
        return;
    if (!value("user").empty())
        to_.set_text(line("user"), "user", value("user"));
    else if (method != "external")
        to_.remark(line("auth"), "auth without user: give the account a user");
    if (method.empty() || method == "on")
        return;
    if (std::ranges::find(known_mechanisms, method) != known_mechanisms.end())
        to_.set_text(line("auth"), "auth", method);
    else
        to_.remark(line("auth"), fmt::format("auth {} is not known here: the mechanism is chosen by what the server "
                                             "offers",
                                             method));
}

// msmtp asks in this order: the file, the command, then netrc and keyrings.
void MsmtpConverter::password() {
    if (!to_.has("user") || value("auth") == "external")
        return;
    if (!value("password").empty())
        to_.set_password(value("password"));
    else if (!value("passwordeval").empty())
        to_.set_password_command(line("passwordeval"), value("passwordeval"));
    else
        keyring();
}

void MsmtpConverter::keyring() {
    to_.set(line("user"), "password", "{ netrc = true }");
    to_.remark(line("user"), fmt::format("no password is given: ~/.netrc is asked, and not the keyring, as msmtp does "
                                         "then; for that say password = {{ command = \"secret-tool lookup host {} "
                                         "service smtp user {}\" }}",
                                         value("host"), value("user")));
}

// A pattern is no address: it chooses the account all the same.
void MsmtpConverter::author() {
    const auto address = value("from");
    if (address.empty())
        return;
    if (address.find('%') != std::string::npos) {
        to_.remark(line("from"), fmt::format("from {}: there are no substitutions here; without from, the sender is "
                                             "the user at the domain",
                                             address));
        return;
    }
    if (address.find_first_of("?[") != std::string::npos) {
        to_.remark(line("from"), fmt::format("from {}: patterns of routes know no other wildcard than *", address));
        return;
    }
    to_.add_route(address);
    if (address.find('*') != std::string::npos) {
        to_.remark(line("from"),
                   fmt::format("from {} is a pattern: it chooses the account, give it a from of its own", address));
        return;
    }
    to_.set_text(line("from"), "from", author_text(value("from_full_name"), address));
}

void MsmtpConverter::timeout(const MsmtpSetting& setting) {
    if (setting.value != "off" && !setting.value.empty())
        to_.set(setting.line, "timeout", setting.value);
}

void MsmtpConverter::helo(const MsmtpSetting& setting) {
    if (setting.value.find('%') != std::string::npos)
        to_.remark(setting.line, fmt::format("domain {}: there are no substitutions here; without helo, the name of "
                                             "this machine is used where it is a public one",
                                             setting.value));
    else if (!setting.value.empty() && setting.value != "localhost") // which is what msmtp says by default
        to_.set_text(setting.line, "helo", setting.value);
}

void MsmtpConverter::trust(const MsmtpSetting& setting) {
    const bool is_system = std::ranges::find(system_bundles, setting.value) != system_bundles.end();
    if (is_on("tls", false) && !is_system && !setting.value.empty())
        to_.set_text(setting.line, "tls_ca", setting.value);
}

void MsmtpConverter::pin(const MsmtpSetting& setting) {
    constexpr std::size_t sha256_with_colons = 95;
    if (setting.value.empty() || !is_on("tls", false)) // without TLS there is nothing to compare
        return;
    if (setting.value.size() != sha256_with_colons) {
        to_.remark(setting.line, "tls_fingerprint is left out: only SHA-256 is strong enough (posthaste check --trace "
                                 "tls shows the server's)");
        return;
    }
    to_.set_text(setting.line, "tls_pin", setting.value);
}

void MsmtpConverter::proxy(const MsmtpSetting& setting) {
    constexpr auto usual = "1080";
    const auto port = value("proxy_port");
    const auto host = setting.value.find(':') == std::string::npos ? setting.value : fmt::format("[{}]", setting.value);
    if (!setting.value.empty())
        to_.set_text(setting.line, "proxy", fmt::format("socks5://{}:{}", host, port.empty() ? usual : port));
}

void MsmtpConverter::force_from(const MsmtpSetting& setting) {
    if (setting.value == "off")
        to_.remark(setting.line, "set_from_header off: a missing From is always added here");
    else if (setting.value == "on" && to_.has("from"))
        to_.set(setting.line, "force_from", "true");
    else if (setting.value == "on")
        to_.remark(setting.line, "set_from_header on is left out: the account has no from to set");
}

void MsmtpConverter::force_envelope_from(const MsmtpSetting& setting) {
    if (setting.value != "off")
        return;
    if (to_.has("from"))
        to_.set(setting.line, "force_envelope_from", "true");
    else
        to_.remark(setting.line, "allow_from_override off is left out: the account has no from to hold -f to");
}

void MsmtpConverter::log_file(const MsmtpSetting& setting) {
    if (!setting.value.empty())
        to_.set_log(setting.line, "file", toml_string(setting.value));
}

void MsmtpConverter::system_log(const MsmtpSetting& setting) {
    if (setting.value == "off")
        return;
    to_.set_log(setting.line, "syslog", "true");
    if (!setting.value.empty() && setting.value != "on" && setting.value != "LOG_MAIL")
        to_.remark(setting.line, fmt::format("syslog {}: the facility is always mail here", setting.value));
}

void MsmtpConverter::aliases(const MsmtpSetting& setting) {
    if (!setting.value.empty())
        to_.set_top(setting.line, "aliases", toml_string(setting.value));
}

void MsmtpConverter::dsn(const MsmtpSetting& setting) {
    if (setting.value != "off")
        to_.remark(setting.line, fmt::format("{} {} is asked for by message here: {}", command_, setting.value,
                                             command_ == "dsn_notify" ? "--notify" : "--return"));
}

void MsmtpConverter::certcheck(const MsmtpSetting& setting) {
    if (setting.value == "off" && is_on("tls", false) && value("tls_fingerprint").empty())
        to_.remark(setting.line, "tls_certcheck off: certificates are always verified here; for one that no authority "
                                 "has signed say tls_pin or tls_ca");
}

void MsmtpConverter::always_added(const MsmtpSetting& setting) {
    if (setting.value == "off" && command_ != "auto_from")
        to_.remark(setting.line, fmt::format("{} off: a missing one is always added here", command_));
}

void MsmtpConverter::to_header(const MsmtpSetting& setting) {
    if (setting.value != "off")
        to_.remark(setting.line, fmt::format("{} is left out: To stays as it is here", command_));
}

void MsmtpConverter::bcc(const MsmtpSetting& setting) {
    if (setting.value == "off")
        to_.remark(setting.line, "Bcc is never sent here, remove_bcc_headers off or not");
}

void MsmtpConverter::unknown_to_us(const MsmtpSetting& setting) {
    if (!setting.value.empty())
        to_.remark(setting.line, fmt::format("{} is left out: there is no such thing here", command_));
}

// `account default : work` and no more is what we call default = "work".
bool is_mere_name(const MsmtpAccount& account) {
    return account.name == "default" && account.bases.size() == 1 && !account.says_more;
}

} // namespace

Imported import_msmtp(const ImportSource& source) {
    ImportBuilder builder(source.file);
    const auto accounts = read_msmtp_file(source.text, builder);
    for (const auto& account : accounts) {
        if (account.name == "default")
            builder.result.default_account = is_mere_name(account) ? account.bases.front() : account.name;
        if (!is_mere_name(account))
            MsmtpConverter(account, builder).run();
    }
    builder.settle();
    if (builder.result.default_account.empty() && builder.result.accounts.size() > 1)
        builder.remark(0, "no account is the default: mail that no route fits stays on this machine, unless --account "
                          "or default = names one");
    return builder.take();
}

} // namespace posthaste::config
