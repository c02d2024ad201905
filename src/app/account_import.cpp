// SPDX-License-Identifier: MIT
#include "account_import.hpp"

#include "account_write.hpp"
#include "report.hpp"

#include <posthaste/config/toml_text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

namespace posthaste::app {

namespace {

using config::Imported;

std::vector<std::string> names_of(const Imported& imported) {
    std::vector<std::string> names;
    std::ranges::transform(imported.accounts, std::back_inserter(names), &config::ImportedAccount::name);
    return names;
}

void leave_out(Imported& imported, const Present& present) {
    if (present.log)
        imported.log.clear();
    if (present.queue)
        imported.queue.clear();
    std::erase_if(imported.routes, [&](const config::ImportedRoute& route) {
        return std::ranges::any_of(present.routes, [&](const config::Route& other) {
            return other.from == route.from && other.to.empty() && other.account == route.account;
        });
    });
}

// As a shell takes it for one word.
std::string shell_word(std::string_view text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-";
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos)
        return std::string(text);
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

// A command may hold its secret in words: whoever could not read it there is not to read it here.
bool holds_private_command(const FoundImport& found) {
    struct stat status{};
    const bool all_read = ::stat(found.file.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
    return !all_read && std::ranges::any_of(found.imported.accounts, [](const config::ImportedAccount& account) {
        return std::ranges::any_of(account.lines, [](const config::ImportedLine& line) {
            return line.key == "password" && line.value.find("command") != std::string::npos;
        });
    });
}

class Import {
  public:
    Import(AccountDesk& desk, const AccountOptions& options) : desk_(desk), options_(options) {}

    Result<ExitStatus> run() {
        PH_ASSIGN(const auto store, store_of(options_));
        PH_ASSIGN(auto found, find_import(desk_, options_));
        ConfigChange change;
        change.path = options_.output.value_or(desk_.config_path);
        if (change.path.empty())
            return fail(ErrorKind::cannot_create, "no home directory is known: say --output FILE");
        auto& imported = found.imported;
        if (holds_private_command(found))
            change.visibility = Visibility::owner_only;
        change.replace = options_.replace || options_.dry_run; // which must not stumble over what is there
        const auto stored = read_stored(change.path);          // what is wrong with it is said where it is changed
        for (auto& account : imported.accounts)
            place_password(account, store, stored ? stored->text : std::string{}, change);
        change.names = names_of(imported);
        change.default_account = imported.default_account;
        change.top = imported.top;
        change.tables = [&](const Present& present) {
            leave_out(imported, present);
            return config::import_text(imported, found.file);
        };
        remark(imported);
        remark_on_others(found.file, change);
        if (options_.dry_run)
            return print(change);
        change.is_new = options_.output.has_value();
        PH_ASSIGN(const auto done, apply_change(desk_, change));
        tell(done, change);
        return ExitStatus::ok;
    }

  private:
    void place_password(config::ImportedAccount& account, Store store, const std::string& old,
                        ConfigChange& change) const {
        if (account.password.empty())
            return;
        if (store == Store::config) {
            const auto shown = options_.dry_run ? std::string_view("<hidden>") : account.password.reveal();
            account.lines.push_back({"password", config::toml_string(shown)});
            change.visibility = Visibility::owner_only;
            return;
        }
        const auto path = add_secret(desk_.files, change, old, account.name, account.password.copy());
        account.lines.push_back({"password", fmt::format("{{ file = {} }}", config::toml_string(path))});
    }

    // The system's file was for all users: what is made of it is not, once it holds a password.
    void remark_on_others(const std::string& file, const ConfigChange& change) {
        const bool is_private = !change.secrets.empty() || change.visibility == Visibility::owner_only;
        if (is_private && file.starts_with(desk_.root + "/etc/"))
            say(desk_.errors,
                fmt::format("warning: {}: other users cannot read the password that is written: for all of "
                            "them say posthaste account add --system (posthaste account in posthaste(1))",
                            file));
    }

    void remark(const Imported& imported) {
        for (const auto& each : imported.remarks)
            say(desk_.errors, fmt::format("warning: {}: {}", each.at, each.text));
    }

    Result<ExitStatus> print(const ConfigChange& change) {
        PH_ASSIGN(const auto text, changed_text({}, change));
        PH_TRY(desk_.out.write(text.text));
        return ExitStatus::ok;
    }

    void tell(const Changed& done, const ConfigChange& change) {
        for (const auto& note : done.notes)
            say(desk_.errors, fmt::format("warning: {}", note));
        if (options_.quiet)
            return;
        for (const auto& secret : change.secrets)
            say(desk_.errors, fmt::format("wrote {}", secret.path));
        say(desk_.errors,
            fmt::format("wrote {} with {}; next: posthaste check{} {}", change.path, fmt::join(change.names, ", "),
                        options_.output ? fmt::format(" --config {}", shell_word(change.path)) : "",
                        shell_word(change.names.front())));
    }

    AccountDesk& desk_;
    const AccountOptions& options_;
};

} // namespace

Result<ExitStatus> import_at(AccountDesk& desk, const AccountOptions& options) { return Import(desk, options).run(); }

} // namespace posthaste::app
