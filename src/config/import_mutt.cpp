// SPDX-License-Identifier: MIT
// muttrc(5): `set NAME = VALUE NAME ...`, `$NAME` in values, and commands in backticks.
#include "import_builder.hpp"
#include "import_words.hpp"

#include <posthaste/base/text.hpp>

#include <fmt/format.h>

namespace posthaste::config {

namespace {

struct MuttValue {
    ImportWord word;
    int line = 0;
};

class MuttReader {
  public:
    explicit MuttReader(ImportBuilder& remarks) : remarks_(remarks) {}

    void read(const LogicalLine& line) {
        WordScanner scanner(line.text, &texts_);
        while (!scanner.at_end()) {
            const auto command = scanner.word(";").text;
            if (command == "set") {
                set(scanner, line.number);
                continue;
            }
            other(command, line);
            while (!scanner.at_end() && !scanner.take(';'))
                (void)scanner.word(";");
        }
    }

    [[nodiscard]] const MuttValue* find(std::string_view name) const {
        const auto found = values_.find(name);
        return found == values_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::string text(std::string_view name) const {
        const auto* value = find(name);
        return value == nullptr ? std::string{} : value->word.text;
    }
    [[nodiscard]] bool is(std::string_view name, bool otherwise) const {
        const auto given = lower(text(name));
        return given.empty() ? otherwise : given != "no";
    }

  private:
    void set(WordScanner& scanner, int line) {
        while (!scanner.at_end()) {
            if (scanner.take(';'))
                return;
            auto name = scanner.word("=;").text;
            ImportWord value{"yes", {}, false};
            if (scanner.take('='))
                value = scanner.word(";");
            else if (name.starts_with("no") && name.size() > 2) {
                name = name.substr(2);
                value.text = "no";
            }
            texts_[name] = value.text;
            values_[name] = {std::move(value), line};
        }
    }

    void other(const std::string& command, const LogicalLine& line) {
        if (command == "source")
            remarks_.remark(line.number, "source: what other files say is not looked at");
        else if (command.ends_with("-hook") && line.text.find("smtp") != std::string::npos)
            remarks_.remark(line.number, fmt::format("{} is left out: accounts are chosen by [[route]] here", command));
    }

    ImportBuilder& remarks_;
    WordVariables texts_;
    std::map<std::string, MuttValue, std::less<>> values_;
};

class MuttConverter {
  public:
    MuttConverter(const MuttReader& from, ImportBuilder& to) : from_(from), to_(to) {}

    void run() {
        const auto* url = from_.find("smtp_url");
        if (url == nullptr || url->word.text.empty())
            return;
        const auto parsed = parse_imported_url(url->word.text);
        if (!parsed || (parsed->scheme != "smtp" && parsed->scheme != "smtps")) {
            to_.remark(url->line, "smtp_url is not smtp://[USER[:PASSWORD]@]HOST[:PORT] or smtps://");
            return;
        }
        to_.begin_account("mutt");
        if (!server(*parsed, url->line))
            return;
        login(*parsed, url->line);
        author();
        to_.end_account();
        to_.result.default_account = "mutt";
    }

  private:
    // STARTTLS is used where it is offered, by ssl_starttls = yes, which is mutt's default; here it is then demanded.
    bool server(const ImportedUrl& url, int line) {
        constexpr std::uint16_t smtp = 25, submissions = 465;
        const bool implicit = url.scheme == "smtps";
        ImportedServer server{url.host, url.port, {}, TlsMode::starttls, false};
        if (implicit)
            server.tls = TlsMode::implicit;
        else if (!from_.is("ssl_starttls", true) || (names_this_machine(url.host) && !from_.is("ssl_force_tls", false)))
            server.tls = TlsMode::none;
        if (server.port == 0)
            server.port = implicit ? submissions : smtp;
        if (!to_.set_server(line, server))
            return false;
        if (server.tls == TlsMode::none)
            return true;
        if (const auto* ca = from_.find("ssl_ca_certificates_file"); ca != nullptr)
            to_.set_text(ca->line, "tls_ca", ca->word.text);
        if (const auto* own = from_.find("ssl_client_cert"); own != nullptr)
            to_.set_text(own->line, "tls_cert", own->word.text);
        if (const auto* trusted = from_.find("certificate_file"); trusted != nullptr)
            to_.remark(trusted->line,
                       "certificate_file is left out: what was accepted by hand is not trusted here; say "
                       "tls_pin");
        return true;
    }

    void login(const ImportedUrl& url, int line) {
        if (url.user.empty())
            return;
        to_.set_text(line, "user", url.user);
        if (const auto* mechanisms = from_.find("smtp_authenticators"); mechanisms != nullptr) {
            const auto name = lower(mechanisms->word.text);
            if (name.find(':') == std::string::npos)
                to_.set_text(mechanisms->line, "auth", name);
            else
                to_.remark(mechanisms->line, "smtp_authenticators is left out: the strongest that is offered is used");
        }
        const auto* password = from_.find("smtp_pass");
        if (password == nullptr)
            to_.set_password(url.password);
        else if (!password->word.command.empty())
            to_.set_password_command(password->line, password->word.command);
        else if (password->word.ran)
            to_.remark(password->line, "smtp_pass is left out: it is put together by a command; say password = { "
                                       "command = \"...\" }");
        else
            to_.set_password(password->word.text);
    }

    void author() {
        if (const auto* from = from_.find("from"); from != nullptr && !from->word.ran) {
            const bool has_name = from->word.text.find('<') != std::string::npos;
            to_.set_text(from->line, "from",
                         has_name ? from->word.text : author_text(from_.text("realname"), from->word.text));
        }
        if (const auto* sender = from_.find("envelope_from_address"); sender != nullptr)
            to_.set_text(sender->line, "envelope_from", sender->word.text);
        if (const auto* host = from_.find("hostname"); host != nullptr)
            to_.set_text(host->line, "domain", host->word.text);
    }

    const MuttReader& from_;
    ImportBuilder& to_;
};

} // namespace

Imported import_mutt(const ImportSource& source) {
    ImportBuilder builder(source.file);
    MuttReader reader(builder);
    for (const auto& line : logical_lines(source.text))
        reader.read(line);
    MuttConverter(reader, builder).run();
    builder.settle();
    return builder.take();
}

} // namespace posthaste::config
