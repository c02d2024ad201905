// SPDX-License-Identifier: MIT
// nullmailer-send(8), nullmailer-inject(1): a file for each setting, the first line of it being the value; `remotes`
// has a server a line, HOST PROTOCOL [OPTION]..., with words in quotes as a shell has them. All are tried in their
// order.
#include "import_builder.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace posthaste::config {

namespace {

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quote = '\0';
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c == '\\' && quote != '\'' && at + 1 < line.size()) {
            word += line[++at];
            in_word = true;
        } else if (quote != '\0' ? c == quote : c == '"' || c == '\'') {
            quote = quote == '\0' ? c : '\0';
            in_word = true;
        } else if (quote == '\0' && (is_space(c) || c == '\r')) {
            if (in_word)
                words.push_back(std::move(word));
            word.clear();
            in_word = false;
        } else {
            word += c;
            in_word = true;
        }
    }
    if (in_word)
        words.push_back(std::move(word));
    return words;
}

std::string first_line(std::string_view text) { return std::string(trim(text.substr(0, text.find('\n')))); }

struct Remote {
    int line = 0;
    ImportedServer server;
    std::string user, password, ca, certificate, key, auth;
};

class Remotes {
  public:
    Remotes(const NullmailerFiles& files, ImportBuilder& to) : to_(to), files_(files) {}

    void run() {
        int number = 0;
        for (const auto line : split(files_.remotes, '\n')) {
            const auto words = words_of(line);
            ++number;
            if (!words.empty() && !words.front().starts_with('#'))
                add(number, words);
        }
    }

  private:
    void add(int number, const std::vector<std::string>& words) {
        if (words.size() > 1 && words[1] != "smtp") {
            to_.remark(number,
                       fmt::format("{} by {} is left out: SMTP and LMTP are all there is here", words[0], words[1]));
            return;
        }
        Remote remote;
        remote.line = number;
        remote.server.host = words[0];
        remote.server.tls = TlsMode::none;
        for (std::size_t at = 2; at < words.size(); ++at)
            take(remote, words, at);
        constexpr std::uint16_t smtp = 25, submissions = 465;
        if (remote.server.port == 0)
            remote.server.port = remote.server.tls == TlsMode::implicit ? submissions : smtp;
        write(remote);
    }

    // "--port=587", "--port 587", and the older "port=587".
    void take(Remote& remote, const std::vector<std::string>& words, std::size_t& at) {
        auto word = std::string_view(words[at]);
        word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const bool takes_value = name == "port" || name == "user" || name == "pass" || name == "x509cafile" ||
                                 name == "x509certfile" || name == "x509keyfile" || name == "x509crlfile" ||
                                 name == "source";
        std::string value(equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1));
        if (equals == std::string_view::npos && takes_value && at + 1 < words.size())
            value = words[++at];
        if (!set(remote, name, value))
            to_.remark(remote.line, fmt::format("{} is left out: there is no such thing here", name));
    }

    bool set(Remote& remote, std::string_view name, const std::string& value) const {
        if (name == "port")
            std::from_chars(value.data(), value.data() + value.size(), remote.server.port);
        else if (name == "user")
            remote.user = value;
        else if (name == "pass")
            remote.password = value;
        else if (name == "ssl" || name == "tls")
            remote.server.tls = TlsMode::implicit;
        else if (name == "starttls")
            remote.server.tls = TlsMode::starttls;
        else if (name == "x509cafile")
            remote.ca = value;
        else if (name == "x509certfile")
            remote.certificate = value;
        else if (name == "x509keyfile")
            remote.key = value;
        else if (name == "auth-login")
            remote.auth = "login";
        else if (name == "insecure")
            to_.remark(remote.line, "insecure: certificates are always verified here; for one that no authority has "
                                    "signed say tls_pin or tls_ca");
        else
            return false;
        return true;
    }

    void write(const Remote& remote) {
        to_.begin_account("nullmailer");
        if (!to_.set_server(remote.line, remote.server))
            return;
        const auto text = [&](const char* key, const std::string& value) {
            if (!value.empty())
                to_.set_text(remote.line, key, value);
        };
        text("user", remote.user);
        text("auth", remote.auth);
        if (!remote.user.empty() && !remote.password.empty())
            to_.set_password(remote.password);
        if (remote.server.tls != TlsMode::none) {
            text("tls_ca", remote.ca);
            text("tls_cert", remote.certificate);
            text("tls_key", remote.key);
        }
        text("envelope_from", first_line(files_.allmailfrom));
        const auto helo = first_line(files_.helohost);
        text("helo", helo.empty() ? first_line(files_.me) : helo);
        to_.end_account();
    }

    ImportBuilder& to_;
    const NullmailerFiles& files_;
};

} // namespace

Imported import_nullmailer(const NullmailerFiles& files) {
    ImportBuilder builder(files.directory + "/remotes");
    Remotes(files, builder).run();
    auto& result = builder.result;
    if (result.accounts.empty())
        return builder.take();
    result.default_account = result.accounts.front().name;
    if (result.accounts.size() > 1)
        builder.remark(0, "several remotes: mail goes by the first; where all take the same login, give it server = "
                          "[\"URL\", \"URL\"] with the others");
    auto domain = first_line(files.defaultdomain);
    if (domain.empty()) // nullmailer adds it to names without a dot; `me` is the whole name of the machine
        domain = first_line(files.me);
    if (!domain.empty())
        builder.set_top(0, "domain", fmt::format("\"{}\"", domain));
    if (const auto admin = first_line(files.adminaddr); !admin.empty())
        builder.remark(0, fmt::format("adminaddr {0}: mail to users of this machine goes there by a line in "
                                      "/etc/aliases, root: {0}",
                                      admin));
    builder.settle();
    return builder.take();
}

} // namespace posthaste::config
