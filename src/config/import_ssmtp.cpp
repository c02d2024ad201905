// SPDX-License-Identifier: MIT
// ssmtp.conf(5): KEY=VALUE lines, keys without case, '#' begins a comment line; revaliases beside it has a line
// LOGIN:ADDRESS[:MAILHUB[:PORT]] for each user who is somebody else outside.
#include "import_builder.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <map>

namespace posthaste::config {

namespace {

struct Setting {
    std::string value;
    int line = 0;
};

class Ssmtp {
  public:
    Ssmtp(const ImportSource& source, ImportBuilder& to) : to_(to) {
        int number = 0;
        for (const auto line : split(source.text, '\n'))
            read(++number, trim(line));
    }

    void run(std::string_view aliases, const std::string& login) {
        const auto own = alias_of(aliases, login);
        const auto hub = own.size() > 1 ? std::string(own[1]) : value("mailhub");
        if (hub.empty())
            return;
        to_.begin_account("ssmtp");
        if (!server(hub, own.size() > 2 ? own[2] : std::string_view{}))
            return;
        user();
        trust();
        if (!own.empty())
            to_.set_text(0, "from", own[0]);
        to_.end_account();
        rest();
        to_.result.default_account = "ssmtp";
        to_.settle();
    }

  private:
    void read(int number, std::string_view line) {
        if (line.empty() || line.front() == '#')
            return;
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) {
            to_.remark(number, "not KEY=VALUE");
            return;
        }
        auto text = trim(line.substr(equals + 1));
        if (text.size() > 1 && text.front() == '"' && text.back() == '"')
            text = text.substr(1, text.size() - 2);
        settings_[lower(trim(line.substr(0, equals)))] = {std::string(text), number};
    }

    [[nodiscard]] const Setting* find(std::string_view key) const {
        const auto found = settings_.find(key);
        return found == settings_.end() || found->second.value.empty() ? nullptr : &found->second;
    }
    [[nodiscard]] std::string value(std::string_view key) const {
        const auto* setting = find(key);
        return setting == nullptr ? std::string{} : setting->value;
    }
    [[nodiscard]] int line(std::string_view key) const {
        const auto* setting = find(key);
        return setting == nullptr ? 0 : setting->line;
    }
    [[nodiscard]] bool is_yes(std::string_view key) const { return iequals(value(key), "yes"); }

    static std::vector<std::string_view> alias_of(std::string_view aliases, const std::string& login) {
        for (const auto line : split(aliases, '\n')) {
            auto parts = split(trim(line), ':');
            if (parts.size() > 1 && parts.front() == login && !login.empty())
                return {parts.begin() + 1, parts.end()};
        }
        return {};
    }

    bool server(const std::string& hub, std::string_view port) {
        constexpr std::uint16_t smtp = 25;
        ImportedServer server;
        const auto colon = hub.rfind(':');
        server.host = hub.substr(0, colon);
        const std::string number(colon == std::string::npos ? port : std::string_view(hub).substr(colon + 1));
        server.port = smtp;
        std::from_chars(number.data(), number.data() + number.size(), server.port);
        if (is_yes("usestarttls"))
            server.tls = TlsMode::starttls;
        else
            server.tls = is_yes("usetls") ? TlsMode::implicit : TlsMode::none;
        has_tls_ = server.tls != TlsMode::none;
        return to_.set_server(line("mailhub"), server);
    }

    void user() {
        if (find("authuser") == nullptr)
            return;
        to_.set_text(line("authuser"), "user", value("authuser"));
        if (iequals(value("authmethod"), "cram-md5"))
            to_.set_text(line("authmethod"), "auth", "cram-md5");
        if (find("authpass") != nullptr)
            to_.set_password(value("authpass"));
    }

    void trust() {
        for (const auto* key : {"tls_ca_file", "tls_ca_dir"}) {
            if (has_tls_ && find(key) != nullptr)
                to_.set_text(line(key), "tls_ca", value(key));
        }
        if (has_tls_ && is_yes("usetlscert") && find("tlscert") != nullptr)
            to_.set_text(line("tlscert"), "tls_cert", value("tlscert"));
        if (has_tls_ && is_yes("usetlscert") && find("tlskey") != nullptr)
            to_.set_text(line("tlskey"), "tls_key", value("tlskey"));
    }

    void rest() {
        if (find("rewritedomain") != nullptr)
            to_.set_top(line("rewritedomain"), "domain", fmt::format("\"{}\"", value("rewritedomain")));
        else if (find("hostname") != nullptr)
            to_.set_top(line("hostname"), "domain", fmt::format("\"{}\"", value("hostname")));
        if (find("root") != nullptr)
            to_.remark(line("root"),
                       fmt::format("root={0}: mail to root and other system users goes there by a line in "
                                   "/etc/aliases, root: {0}",
                                   value("root")));
        if (const auto* from = find("fromlineoverride"); from != nullptr && !is_yes("fromlineoverride"))
            to_.remark(from->line, "FromLineOverride=NO: From stays as it is here, unless force_from = true");
        static constexpr std::array<std::string_view, 16> known{
            "mailhub",     "usestarttls", "usetls",           "authuser", "authpass", "authmethod",
            "tls_ca_file", "tls_ca_dir",  "usetlscert",       "tlscert",  "tlskey",   "rewritedomain",
            "hostname",    "root",        "fromlineoverride", "debug"};
        for (const auto& [key, setting] : settings_) {
            if (std::ranges::find(known, key) == known.end())
                to_.remark(setting.line, fmt::format("{} is left out: there is no such thing here", key));
        }
    }

    ImportBuilder& to_;
    std::map<std::string, Setting, std::less<>> settings_;
    bool has_tls_ = false;
};

} // namespace

Imported import_ssmtp(const ImportSource& source, std::string_view revaliases, const std::string& login) {
    ImportBuilder builder(source.file);
    Ssmtp(source, builder).run(revaliases, login);
    return builder.take();
}

} // namespace posthaste::config
