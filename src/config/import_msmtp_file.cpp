// SPDX-License-Identifier: MIT
#include "import_msmtp_file.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace posthaste::config {

namespace {

// Those of versions before 1.8.8, and what they are now. given: in place of the argument; inverted: on is off.
struct OldCommand {
    std::string_view name, now, given;
    bool inverted = false;
};

constexpr std::array old_commands{
    OldCommand{"connect_timeout", "timeout", ""},
    OldCommand{"keepbcc", "remove_bcc_headers", "", true},
    OldCommand{"tls_nocertcheck", "tls_certcheck", "off"},
    OldCommand{"tls_nostarttls", "tls_starttls", "off"},
    OldCommand{"add_missing_from_header", "set_from_header", ""},
    OldCommand{"add_missing_date_header", "set_date_header", ""},
};

constexpr std::array<std::string_view, 42> commands{
    "host",
    "port",
    "timeout",
    "protocol",
    "domain",
    "from",
    "from_full_name",
    "allow_from_override",
    "auth",
    "user",
    "password",
    "passwordeval",
    "ntlmdomain",
    "tls",
    "tls_starttls",
    "tls_key_file",
    "tls_cert_file",
    "tls_trust_file",
    "tls_crl_file",
    "tls_fingerprint",
    "tls_certcheck",
    "tls_min_dh_prime_bits",
    "tls_priorities",
    "tls_host_override",
    "dsn_return",
    "dsn_notify",
    "logfile",
    "logfile_time_format",
    "syslog",
    "aliases",
    "proxy_host",
    "proxy_port",
    "set_from_header",
    "set_date_header",
    "set_msgid_header",
    "set_to_header",
    "remove_bcc_headers",
    "source_ip",
    "socket",
    "undisclosed_recipients",
    "auto_from",
    "maildomain",
};

struct Line {
    std::string command, argument;
};

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

// There are no escapes: the first and the last quote go, and all between stays.
std::string argument_of(std::string_view text) {
    text = without_blanks(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    return std::string(text);
}

std::optional<Line> split_line(std::string_view text) {
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    text = without_blanks(text);
    if (text.empty() || text.front() == '#')
        return std::nullopt;
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    return Line{std::string(text.substr(0, end)), argument_of(text.substr(end))};
}

// Of a command that is none, no more than what looks like a name: behind it may stand a secret, as in password:SECRET.
std::string_view name_in(std::string_view command) {
    const auto is_letter = [](char c) { return c == '_' || (to_lower(c) >= 'a' && to_lower(c) <= 'z'); };
    const auto end = std::ranges::find_if_not(command, is_letter);
    return command.substr(0, static_cast<std::size_t>(end - command.begin()));
}

class MsmtpReader {
  public:
    explicit MsmtpReader(ImportBuilder& remarks) : remarks_(remarks) {}

    void take(int number, Line line) {
        if (line.command == "defaults")
            current_ = -1;
        else if (line.command == "account")
            begin(number, line.argument);
        else if (line.command == "eval")
            remarks_.remark(number, "eval is not run: replace the line by what its command prints");
        else
            set(number, renamed(std::move(line)));
    }

    std::vector<MsmtpAccount> accounts;

  private:
    static constexpr int none = -2;

    static Line renamed(Line line) {
        const auto* old = std::ranges::find(old_commands, std::string_view(line.command), &OldCommand::name);
        if (old == old_commands.end())
            return line;
        line.command = old->now;
        if (!old->given.empty())
            line.argument = old->given;
        else if (old->inverted)
            line.argument = line.argument == "off" ? "on" : "off";
        return line;
    }

    MsmtpAccount* find(std::string_view name) {
        const auto found = std::ranges::find(accounts, name, &MsmtpAccount::name);
        return found == accounts.end() ? nullptr : &*found;
    }

    void begin(int number, std::string_view argument) {
        const auto colon = argument.find(':');
        const auto name = argument_of(argument.substr(0, colon));
        MsmtpAccount account{name, number, {}, false, defaults_};
        if (name.empty() || find(name) != nullptr)
            remarks_.remark(number, name.empty() ? "an account without a name"
                                                 : fmt::format("account {} was defined before: this one is called "
                                                               "otherwise",
                                                               name));
        if (colon != std::string_view::npos)
            inherit(account, argument.substr(colon + 1));
        accounts.push_back(std::move(account));
        own_.emplace_back();
        if (!accounts.back().bases.empty())
            own_.back() = inherited_;
        current_ = static_cast<int>(accounts.size()) - 1;
    }

    // From a base comes what was said in it, or in its own bases: not what the defaults say in both.
    void inherit(MsmtpAccount& account, std::string_view names) {
        inherited_.clear();
        for (const auto each : split(names, ',')) {
            const auto name = argument_of(each);
            const auto* base = find(name);
            if (base == nullptr) {
                remarks_.remark(account.line, fmt::format("account {} is not defined above: what it says is missing in "
                                                          "{}",
                                                          name, account.name));
                continue;
            }
            account.bases.push_back(name);
            for (const auto& [command, setting] : own_[static_cast<std::size_t>(base - accounts.data())]) {
                account.settings[command] = setting;
                inherited_[command] = setting;
            }
        }
    }

    void set(int number, Line line) {
        if (std::ranges::find(commands, std::string_view(line.command)) == commands.end()) {
            if (line.command != "tls_force_sslv3") // which msmtp takes and ignores
                remarks_.remark(number, fmt::format("unknown command {}", name_in(line.command)));
            return;
        }
        MsmtpSetting setting{std::move(line.argument), number};
        if (current_ == none) // as in version 1.2, which knew no accounts
            begin(number, "default");
        if (current_ < 0) {
            defaults_[line.command] = std::move(setting);
            return;
        }
        const auto at = static_cast<std::size_t>(current_);
        own_[at][line.command] = setting;
        accounts[at].settings[line.command] = std::move(setting);
        accounts[at].says_more = true;
    }

    using Settings = std::map<std::string, MsmtpSetting, std::less<>>;
    ImportBuilder& remarks_;
    Settings defaults_, inherited_;
    std::vector<Settings> own_; // of each account: without the defaults
    int current_ = none;        // -1: the defaults
};

} // namespace

std::vector<MsmtpAccount> read_msmtp_file(std::string_view text, ImportBuilder& remarks) {
    MsmtpReader reader(remarks);
    int number = 0;
    for (const auto each : split(text, '\n')) {
        ++number;
        if (auto line = split_line(each))
            reader.take(number, *std::move(line));
    }
    return std::move(reader.accounts);
}

} // namespace posthaste::config
