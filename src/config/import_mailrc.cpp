// SPDX-License-Identifier: MIT
// s-nail(1) and heirloom mailx: `set NAME=VALUE ...`, `account NAME {` up to `}`. Both the variables of today (mta,
// with user and password in the URL) and those of before (smtp, smtp-use-starttls, smtp-auth-user ...).
#include "import_builder.hpp"
#include "import_words.hpp"

#include <posthaste/base/text.hpp>

#include <fmt/format.h>
#include <map>

namespace posthaste::config {

namespace {

struct MailrcValue {
    std::string text;
    int line = 0;
};
using MailrcValues = std::map<std::string, MailrcValue, std::less<>>;

class MailrcConverter {
  public:
    MailrcConverter(const MailrcValues& from, ImportBuilder& to) : from_(from), to_(to) {}

    void run(const std::string& name) {
        const auto* mta = find("mta");
        if (mta == nullptr || mta->text.find("://") == std::string::npos)
            mta = find("smtp");
        if (mta == nullptr || mta->text.starts_with("file://") || mta->text.starts_with("test://"))
            return;
        const bool has_scheme = mta->text.find("://") != std::string::npos;
        const auto url = parse_imported_url(has_scheme ? mta->text : "smtp://" + mta->text);
        if (!url) {
            to_.remark(mta->line, "the server is not smtp://[USER[:PASSWORD]@]HOST[:PORT]");
            return;
        }
        to_.begin_account(name);
        if (server(*url, mta->line)) {
            login(*url, mta->line);
            author();
        }
        to_.end_account();
    }

  private:
    [[nodiscard]] const MailrcValue* find(const std::string& name) const {
        const auto found = from_.find(name);
        return found == from_.end() || found->second.text == "no" ? nullptr : &found->second;
    }
    // Of the host and user first, as s-nail has it.
    [[nodiscard]] const MailrcValue* find(const std::string& name, const ImportedUrl& url,
                                          const std::string& user) const {
        for (const auto& end : {user + "@" + url.host, url.host, std::string{}}) {
            if (const auto* found = find(end.empty() ? name : name + "-" + end); found != nullptr)
                return found;
        }
        return nullptr;
    }

    bool server(const ImportedUrl& url, int line) {
        constexpr std::uint16_t smtp = 25, submission = 587, submissions = 465;
        ImportedServer server{url.host, url.port, {}, TlsMode::none, false};
        const bool implicit = url.scheme == "smtps" || url.scheme == "submissions";
        if (implicit)
            server.tls = TlsMode::implicit;
        else if (find("smtp-use-starttls", url, url.user) != nullptr)
            server.tls = TlsMode::starttls;
        const auto usual = url.scheme == "submission" ? submission : smtp;
        if (server.port == 0)
            server.port = implicit ? submissions : usual;
        if (!to_.set_server(line, server))
            return false;
        if (server.tls == TlsMode::none)
            return true;
        for (const auto* name : {"tls-ca-file", "ssl-ca-file", "tls-ca-dir", "ssl-ca-dir"}) {
            if (const auto* ca = find(name); ca != nullptr)
                to_.set_text(ca->line, "tls_ca", ca->text);
        }
        for (const auto* name : {"tls-verify", "ssl-verify"}) {
            if (const auto* verify = find(name, url, url.user); verify != nullptr && verify->text != "strict")
                to_.remark(verify->line, fmt::format("{}={}: certificates are always verified here; for one that no "
                                                     "authority has signed say tls_pin or tls_ca",
                                                     name, verify->text));
        }
        return true;
    }

    void login(const ImportedUrl& url, int line) {
        auto user = url.user;
        for (const auto* name : {"smtp-auth-user", "user"}) {
            if (const auto* given = find(name, url, {}); given != nullptr && user.empty()) {
                user = given->text;
                line = given->line;
            }
        }
        const auto* auth = find("smtp-auth", url, user);
        if (user.empty() || (auth != nullptr && auth->text == "none"))
            return;
        to_.set_text(line, "user", user);
        if (auth != nullptr)
            mechanism(*auth);
        auto password = url.password;
        for (const auto* name : {"smtp-auth-password", "password"}) {
            if (const auto* given = find(name, url, user); given != nullptr && password.empty())
                password = given->text;
        }
        if (password.empty())
            to_.set(line, "password", "{ netrc = true }");
        else
            to_.set_password(password);
    }

    void mechanism(const MailrcValue& auth) {
        const auto name = lower(auth.text);
        if (name == "plain" || name == "login" || name == "cram-md5" || name == "oauthbearer" || name == "xoauth2")
            to_.set_text(auth.line, "auth", name);
        else
            to_.remark(auth.line,
                       fmt::format("smtp-auth={} is left out: the strongest that is offered is used", auth.text));
    }

    void author() {
        if (const auto* from = find("from"); from != nullptr)
            to_.set_text(from->line, "from", from->text);
        if (const auto* name = find("smtp-hostname"); name != nullptr)
            to_.set_text(name->line, "domain", name->text);
        if (const auto* name = find("hostname"); name != nullptr && !to_.has("domain"))
            to_.set_text(name->line, "domain", name->text);
    }

    const MailrcValues& from_;
    ImportBuilder& to_;
};

class MailrcReader {
  public:
    void read(const LogicalLine& line) {
        WordScanner scanner(line.text);
        if (scanner.at_end())
            return;
        const auto command = scanner.word().text;
        if (command == "account" || command == "ac") {
            name_ = scanner.word("{").text;
            accounts.emplace_back(name_, general);
        } else if (command == "}") {
            name_.clear();
        } else if (command == "set" || command == "se") {
            while (!scanner.at_end())
                set(scanner.word().text, line.number);
        }
    }

    MailrcValues general;
    std::vector<std::pair<std::string, MailrcValues>> accounts;

  private:
    void set(const std::string& word, int line) {
        const auto equals = word.find('=');
        auto& values = name_.empty() || accounts.empty() ? general : accounts.back().second;
        if (equals == std::string::npos && word.starts_with("no"))
            values[word.substr(2)] = {"no", line};
        else
            values[word.substr(0, equals)] = {equals == std::string::npos ? "yes" : word.substr(equals + 1), line};
    }

    std::string name_;
};

} // namespace

Imported import_mailrc(const ImportSource& source) {
    ImportBuilder builder(source.file);
    MailrcReader reader;
    for (const auto& line : logical_lines(source.text))
        reader.read(line);
    MailrcConverter(reader.general, builder).run("mailx");
    if (!builder.result.accounts.empty())
        builder.result.default_account = builder.result.accounts.front().name;
    for (const auto& [name, values] : reader.accounts)
        MailrcConverter(values, builder).run(name);
    if (builder.result.default_account.empty() && builder.result.accounts.size() == 1)
        builder.result.default_account = builder.result.accounts.front().name;
    builder.settle();
    return builder.take();
}

} // namespace posthaste::config
