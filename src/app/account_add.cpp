// SPDX-License-Identifier: MIT
// `posthaste account add`.
#include "account_desk.hpp"
#include "account_server.hpp"
#include "account_system.hpp"
#include "account_write.hpp"
#include "check_report.hpp"
#include "relay.hpp"
#include "report.hpp"

#include <posthaste/base/clock.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/config/config_file.hpp>
#include <posthaste/config/toml_text.hpp>
#include <posthaste/mail/address_list.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posthaste::app {

namespace {

using config::toml_string;

Result<mail::Mailbox> mailbox_of(const std::string& word) {
    auto mailboxes = mail::parse_address_list(word);
    if (!mailboxes)
        return fail(ErrorKind::usage, fmt::format("\"{}\": {}", word, mailboxes.error().message));
    if (mailboxes->size() != 1 || mailboxes->front().address.domain().empty())
        return fail(ErrorKind::usage, fmt::format("\"{}\" is not an address such as ann@example.org", word));
    return std::move(mailboxes->front());
}

// The first line of what is given on stdin.
Result<Secret> secret_on(ByteSource& input) {
    std::string line;
    for (char c = 0; line.size() < 65536;) {
        PH_ASSIGN(const auto count, input.read(std::span(&c, 1)));
        if (count == 0 || c == '\n')
            break;
        line += c;
    }
    if (line.ends_with('\r'))
        line.pop_back();
    Secret secret(line);
    wipe(line);
    if (secret.empty())
        return fail(ErrorKind::usage, "--password-stdin: the first line of stdin is empty");
    return secret;
}

class Add {
  public:
    Add(AccountDesk& desk, const AccountOptions& options) : desk_(desk), options_(options) {}

    Result<ExitStatus> run() {
        if (options_.system)
            PH_TRY(begin_system(desk_, options_));
        PH_TRY(check_options());
        PH_ASSIGN(mailbox_, mailbox_of(options_.words.front()));
        PH_ASSIGN(server_, settle_server(desk_, options_, mailbox_->address));
        PH_ASSIGN(const auto stored, read_stored(desk_.config_path));
        PH_ASSIGN(const auto old, config::parse_config(stored.text, stored.path));
        choose_name(old);
        PH_TRY(refuse_used(old));
        PH_TRY(take_password());
        PH_ASSIGN(const auto change, make_change(stored.text));
        PH_TRY(changed_text(stored.text, change)); // before anybody waits for a server
        PH_ASSIGN(const auto status, try_login(change));
        if (status != ExitStatus::ok)
            return status;
        PH_ASSIGN(auto done, apply_change(desk_, change));
        if (options_.system) {
            PH_ASSIGN(const auto notes, finish_system(desk_, change));
            done.notes.insert(done.notes.end(), notes.begin(), notes.end());
        }
        tell(done, change);
        return ExitStatus::ok;
    }

  private:
    Status check_options() {
        const int sources = static_cast<int>(options_.password_command.has_value()) +
                            static_cast<int>(options_.password_file.has_value()) +
                            static_cast<int>(options_.password_stdin);
        if (sources > 1)
            return fail(ErrorKind::usage,
                        "--password-command, --password-file and --password-stdin exclude each other");
        if (options_.store && (options_.password_command || options_.password_file))
            return fail(ErrorKind::usage,
                        "--store is of a password that is asked for or on stdin: a command or file of "
                        "yours is not copied");
        if (desk_.config_path.empty())
            return fail(ErrorKind::cannot_create, "no home directory is known: say --config FILE");
        PH_ASSIGN(store_, store_of(options_));
        return {};
    }

    static bool has(const config::Config& config, const std::string& name) {
        return std::ranges::find(config.accounts, name, &config::Account::name) != config.accounts.end();
    }

    // Short where it can be: the provider, else the first label of the domain, else the address.
    void choose_name(const config::Config& old) {
        const auto& domain = mailbox_->address.domain();
        name_ = server_.provider != nullptr ? std::string(server_.provider->name) : domain.substr(0, domain.find('.'));
        if (has(old, name_) && !options_.replace)
            name_ = mailbox_->address.text();
        name_ = options_.name.value_or(name_);
    }

    Status refuse_used(const config::Config& old) {
        if (!has(old, name_) || options_.replace)
            return {};
        return fail(ErrorKind::cannot_create, fmt::format("account \"{}\" is in {} already: say --replace to have it "
                                                          "replaced, or --name",
                                                          name_, desk_.config_path));
    }

    Status take_password() {
        if (options_.password_command || options_.password_file)
            return {};
        if (options_.password_stdin) {
            PH_ASSIGN(secret_, secret_on(desk_.input));
        } else if (desk_.terminal == nullptr) {
            return fail(ErrorKind::usage, "there is no terminal to ask for the password: say --password-stdin, "
                                          "--password-command or --password-file");
        } else {
            if (server_.provider != nullptr && !server_.provider->hint.empty() && !options_.quiet)
                say(desk_.errors, server_.provider->hint);
            PH_ASSIGN(secret_, desk_.terminal->ask_secret(printable(fmt::format("password of {}: ", server_.user))));
        }
        if (secret_.empty())
            return fail(ErrorKind::usage, "no password was given: nothing was changed");
        if (has_control(secret_.reveal()))
            return fail(ErrorKind::usage, "the password holds a control character: nothing was changed");
        return {};
    }

    std::string password_line(ConfigChange& change, const std::string& old) const {
        if (options_.password_command)
            return fmt::format("{{ command = {} }}", toml_string(*options_.password_command));
        if (options_.password_file)
            return fmt::format("{{ file = {} }}", toml_string(absolute_path(*options_.password_file)));
        if (store_ == Store::config) {
            change.visibility = Visibility::owner_only;
            return toml_string(secret_.reveal());
        }
        const auto path = add_secret(desk_.files, change, old, name_, secret_.copy());
        return fmt::format("{{ file = {} }}", toml_string(path));
    }

    [[nodiscard]] std::string server_line() const {
        std::vector<std::string> urls;
        std::ranges::transform(server_.urls, std::back_inserter(urls),
                               [](const auto& url) { return toml_string(url); });
        return urls.size() == 1 ? urls.front() : fmt::format("[{}]", fmt::join(urls, ", "));
    }

    [[nodiscard]] std::string author() const {
        const auto address = mailbox_->address.text();
        return mailbox_->display_name.empty() ? address : config::author_text(mailbox_->display_name, address);
    }

    Result<ConfigChange> make_change(const std::string& old) {
        ConfigChange change;
        change.path = desk_.config_path;
        change.replace = options_.replace;
        change.names = {name_};
        change.default_account = name_;
        change.is_default = options_.make_default;
        auto table = fmt::format("[account.{}]\n", config::toml_key(name_));
        if (server_.provider != nullptr)
            table += fmt::format("provider = \"{}\"\n", server_.provider->name);
        if (!server_.urls.empty())
            table += fmt::format("server = {}\n", server_line());
        if (options_.tls_ca)
            table += fmt::format("tls_ca = {}\n", toml_string(absolute_path(*options_.tls_ca)));
        table += fmt::format("from = {}\n", toml_string(author()));
        if (!server_.user_is_usual)
            table += fmt::format("user = {}\n", toml_string(server_.user));
        table += fmt::format("password = {}\n", password_line(change, old));
        change.tables = [table](const Present& /*present*/) { return table; };
        return change;
    }

    // By what will be written, with the password from memory: nothing is written before.
    Result<ExitStatus> try_login(const ConfigChange& change) {
        if (options_.no_check)
            return ExitStatus::ok;
        const std::vector<config::Route> no_routes;
        PH_ASSIGN(auto config, config::parse_config(change.tables({false, false, no_routes}), change.path));
        auto& account = config.accounts.front();
        if (!secret_.empty()) {
            account.password = {};
            account.password.literal = secret_.reveal();
        }
        PH_ASSIGN(auto settings, relay_settings(account, desk_.caller));
        delivery::Transcript transcript;
        std::vector<CheckedServer> servers;
        for (const auto& probe : delivery::probe(std::move(settings), transcript, {}))
            servers.push_back(explain(probe, {}));
        const auto works = std::ranges::find(servers, ExitStatus::ok, &CheckedServer::status);
        if (works != servers.end()) // mail takes the first that can be reached
            return ExitStatus::ok;
        PH_TRY(desk_.errors.write(check_text(failures_of(servers), SystemClock().now())));
        say(desk_.errors, "the login does not work: nothing was changed (--no-check writes the account all the same)");
        return servers.front().status;
    }

    void tell(const Changed& done, const ConfigChange& change) {
        for (const auto& note : done.notes)
            say(desk_.errors, fmt::format("warning: {}", note));
        if (options_.quiet)
            return;
        for (const auto& secret : change.secrets)
            say(desk_.errors, fmt::format("wrote {}", secret.path));
        say(desk_.errors, fmt::format("{}: account {} is in {}", options_.no_check ? "not tried" : "the login works",
                                      name_, change.path));
    }

    AccountDesk& desk_;
    const AccountOptions& options_;
    std::optional<mail::Mailbox> mailbox_;
    SettledServer server_;
    Store store_ = Store::file;
    std::string name_;
    Secret secret_;
};

} // namespace

Result<ExitStatus> add_at(AccountDesk& desk, const AccountOptions& options) { return Add(desk, options).run(); }

} // namespace posthaste::app
