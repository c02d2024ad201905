// SPDX-License-Identifier: MIT
// git-send-email(1): the output of `git config --list -z`, KEY LF VALUE NUL, by git's own parser with its includes.
#include "import_builder.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>

namespace posthaste::config {

namespace {

using GitValues = std::map<std::string, std::string, std::less<>>; // without "sendemail."

struct GitConfig {
    GitValues general, user;
    std::map<std::string, GitValues, std::less<>> identities;
};

GitConfig read_git(std::string_view text) {
    constexpr std::string_view section = "sendemail.", person = "user.";
    GitConfig config;
    for (const auto entry : split(text, '\0')) {
        const auto end = entry.find('\n');
        const auto key = entry.substr(0, end);
        const std::string value(end == std::string_view::npos ? "true" : entry.substr(end + 1));
        if (key.starts_with(person))
            config.user[std::string(key.substr(person.size()))] = value;
        if (!key.starts_with(section))
            continue;
        const auto rest = key.substr(section.size());
        const auto dot = rest.rfind('.');
        if (dot == std::string_view::npos)
            config.general[std::string(rest)] = value;
        else
            config.identities[std::string(rest.substr(0, dot))][std::string(rest.substr(dot + 1))] = value;
    }
    return config;
}

bool is_plain(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || is_digit(c) ||
               std::string_view(".@_+-").find(c) != std::string_view::npos;
    });
}

class GitConverter {
  public:
    GitConverter(GitValues values, const GitValues& person, ImportBuilder& to)
        : values_(std::move(values)), person_(person), to_(to) {}

    void run(const std::string& name) {
        const auto host = value("smtpserver");
        if (host.empty() || host.starts_with('/')) {
            if (!host.empty())
                to_.remark(0,
                           fmt::format("sendemail.smtpserver {} is a program: nothing is to be imported of it", host));
            return;
        }
        to_.begin_account(name);
        if (server(host)) {
            login();
            author();
        }
        to_.end_account();
    }

  private:
    [[nodiscard]] std::string value(std::string_view key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? std::string{} : found->second;
    }

    bool server(const std::string& host) {
        constexpr std::uint16_t smtp = 25, submissions = 465;
        server_.host = host;
        const auto encryption = value("smtpencryption");
        server_.tls = encryption == "ssl" ? TlsMode::implicit : encryption == "tls" ? TlsMode::starttls : TlsMode::none;
        server_.port = server_.tls == TlsMode::implicit ? submissions : smtp;
        const auto port = value("smtpserverport");
        std::from_chars(port.data(), port.data() + port.size(), server_.port);
        if (!to_.set_server(0, server_))
            return false;
        const bool given = values_.contains("smtpsslcertpath");
        if (given && server_.tls != TlsMode::none && value("smtpsslcertpath").empty())
            to_.remark(0, "smtpsslcertpath is empty: certificates are always verified here; for one that no authority "
                          "has signed say tls_pin or tls_ca");
        else if (given && server_.tls != TlsMode::none)
            to_.set_text(0, "tls_ca", value("smtpsslcertpath"));
        return true;
    }

    void login() {
        const auto user = value("smtpuser");
        const auto mechanism = lower(value("smtpauth"));
        if (user.empty() || mechanism == "none")
            return;
        to_.set_text(0, "user", user);
        if (!mechanism.empty() && mechanism.find(' ') == std::string::npos)
            to_.set_text(0, "auth", mechanism);
        if (!value("smtppass").empty())
            to_.set_password(value("smtppass"));
        else if (is_plain(server_.host) && is_plain(user))
            to_.set_password_command(
                0, fmt::format("printf 'protocol=smtp\\nhost={}:{}\\nusername={}\\n\\n' | GIT_TERMINAL_PROMPT=0 git "
                               "credential fill | sed -n 's/^password=//p'",
                               server_.host, server_.port, user));
        else
            to_.remark(0, "the password is not in the file: say password = { command = \"...\" }");
    }

    void author() {
        const auto mail = person_.find("email");
        const auto name = person_.find("name");
        if (!value("from").empty())
            to_.set_text(0, "from", value("from"));
        else if (mail != person_.end())
            to_.set_text(0, "from", author_text(name == person_.end() ? std::string{} : name->second, mail->second));
        const auto sender = value("envelopesender");
        if (!sender.empty() && sender != "auto")
            to_.set_text(0, "envelope_from", sender);
        if (!value("smtpdomain").empty())
            to_.set_text(0, "helo", value("smtpdomain"));
    }

    GitValues values_;
    const GitValues& person_;
    ImportBuilder& to_;
    ImportedServer server_;
};

} // namespace

Imported import_git(const ImportSource& source) {
    ImportBuilder builder(source.file);
    const auto config = read_git(source.text);
    GitConverter(config.general, config.user, builder).run("git");
    for (const auto& [name, values] : config.identities) {
        auto all = values; // what the identity does not say, the section does
        all.insert(config.general.begin(), config.general.end());
        GitConverter(std::move(all), config.user, builder).run(name);
    }
    auto& result = builder.result;
    if (!result.accounts.empty())
        result.default_account = result.accounts.front().name;
    if (const auto chosen = config.general.find("identity"); chosen != config.general.end())
        result.default_account = chosen->second;
    builder.settle();
    return builder.take();
}

} // namespace posthaste::config
