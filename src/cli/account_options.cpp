// SPDX-License-Identifier: MIT
#include "account_options.hpp"

#include "command_table.hpp"
#include "option_parser.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>

namespace posthaste::cli {

namespace {

using app::AccountOptions;

// Which command has an option: a bit each.
using Commands = std::uint8_t;
constexpr Commands list = 1U << 0U, show = 1U << 1U, add = 1U << 2U, remove = 1U << 3U, import = 1U << 4U;
constexpr Commands everywhere = 0xFF;

struct Command {
    std::string_view name;
    Commands bit;
    app::ExitStatus (*run)(const AccountOptions& options);
    std::size_t least, most; // words behind it
    std::string_view words;  // the same for --help
    std::string_view help;
};

constexpr std::array commands{
    Command{"list", list, app::list_accounts, 0, 0, "", "the accounts, the default marked"},
    Command{"show", show, app::show_account, 1, 1, "ACCOUNT", "the settings of an account, without its password"},
    Command{"add", add, app::add_account, 1, 1, "ADDRESS", "an account for the address, after a login was tried"},
    Command{"remove", remove, app::remove_account, 1, 1, "ACCOUNT", "take an account out of the configuration"},
    Command{"import", import, app::import_accounts, 0, 1, "[FILE]",
            "take over the accounts of another program; without FILE, of the usual places"},
};

struct TextOption {
    Commands commands;
    const char* name;
    std::optional<std::string> AccountOptions::* place;
    const char* value; // what --help calls it
    const char* help;
};

constexpr std::array text_options{
    TextOption{add, "--name", &AccountOptions::name, "NAME", "what the account is called; else as its provider"},
    TextOption{add, "--server", &AccountOptions::server, "URL",
               "the server; else by the provider, or what the domain's SRV records say"},
    TextOption{add, "--user", &AccountOptions::user, "USER", "who logs in; else the address"},
    TextOption{add, "--provider", &AccountOptions::provider, "NAME", "gmail ...; else by the address' domain"},
    TextOption{add, "--tls-ca", &AccountOptions::tls_ca, "FILE",
               "the authority that the server's certificate must be of, in place of the system's"},
    TextOption{add, "--password-command", &AccountOptions::password_command, "COMMAND",
               "the account asks this command whenever it needs the password"},
    TextOption{add, "--password-file", &AccountOptions::password_file, "FILE",
               "the account reads the password here whenever it needs it"},
    TextOption{import, "--from", &AccountOptions::format, "msmtp|git|mutt|mailrc|nullmailer|ssmtp",
               "what the file is; else by its name"},
    TextOption{import, "--output", &AccountOptions::output, "FILE", "write this file, in place of the configuration"},
    TextOption{add | import, "--store", &AccountOptions::store, "file|config",
               "where a password goes: file (of its own, beside the configuration; the default) or config"},
    TextOption{everywhere, "--config", &AccountOptions::config, "FILE", "the configuration, in place of the user's"},
};

struct SwitchOption {
    Commands commands;
    const char* name;
    bool AccountOptions::* place;
    const char* help;
};

constexpr std::array switch_options{
    SwitchOption{add, "--password-stdin", &AccountOptions::password_stdin,
                 "the password is the first line of stdin, in place of asking"},
    SwitchOption{add, "--default", &AccountOptions::make_default, "mail goes by this account from now on"},
    SwitchOption{add, "--no-check", &AccountOptions::no_check, "do not try to log in before"},
    SwitchOption{add, "--system", &AccountOptions::system,
                 "the relay of the whole machine: for its service, and by that for all users; root's to say"},
    SwitchOption{remove, "--yes", &AccountOptions::yes, "remove without asking"},
    SwitchOption{list | show, "--json", &AccountOptions::json, "print the result on stdout, as JSON"},
    SwitchOption{import, "--dry-run", &AccountOptions::dry_run, "print what would be written, and write nothing"},
    SwitchOption{add | import, "--replace", &AccountOptions::replace, "replace what is there by the same name"},
    SwitchOption{everywhere, "--quiet", &AccountOptions::quiet, "no word of what was done"},
};

struct Parser : OptionParser {
    // which: the commands of which it has the options.
    explicit Parser(AccountRequest& request, Commands which = everywhere)
        : OptionParser("Shows the accounts of the configuration, and changes them.", "posthaste account") {
        app.set_help_flag();
        app.allow_extras();
        for (const auto& each : text_options)
            if ((each.commands & which) != 0)
                app.add_option(each.name, request.account.*each.place, each.help)->type_name(each.value)->take_last();
        for (const auto& each : switch_options)
            if ((each.commands & which) != 0)
                app.add_flag(each.name, request.account.*each.place, each.help);
        app.add_flag("--help", request.help, "print this");
    }

    // The first option that is given and not this command's; null: none.
    [[nodiscard]] const char* out_of_place(const Command& command) const {
        const auto* found = cli::out_of_place(*this, text_options, command.bit);
        return found != nullptr ? found : cli::out_of_place(*this, switch_options, command.bit);
    }
};

bool takes_next_word(std::string_view word) noexcept {
    return std::ranges::any_of(text_options, [word](const auto& option) { return word == option.name; });
}

Result<const Command*> command_of(std::vector<std::string>& words) {
    if (words.empty())
        return fail(ErrorKind::usage, "account does what? see posthaste account --help");
    return take_command("account", commands, words);
}

Status check_words(const Command& command, const std::vector<std::string>& words) {
    if (words.size() < command.least)
        return fail(ErrorKind::usage,
                    fmt::format("account {0} of what? say posthaste account {0} {1}", command.name, command.words));
    if (words.size() > command.most)
        return fail(ErrorKind::usage, fmt::format("account {} takes no \"{}\"; see posthaste account --help",
                                                  command.name, words[command.most]));
    return {};
}

} // namespace

Status take_account_options(const std::vector<std::string>& words, AccountRequest& request) {
    PH_TRY(refuse_any_empty_value(words, takes_next_word));
    Parser parser(request);
    PH_TRY(parser.parse(words));
    auto rest = parser.app.remaining();
    for (const auto& word : rest) {
        if (word.starts_with('-'))
            return parser.unknown(word);
    }
    if (request.help) {
        const auto* about = rest.empty() ? nullptr : find_command(commands, rest.front());
        request.help_about = about == nullptr ? std::string_view{} : about->name;
        return {};
    }
    PH_ASSIGN(const auto* command, command_of(rest));
    if (const auto* option = parser.out_of_place(*command); option != nullptr)
        return fail(ErrorKind::usage,
                    fmt::format("account {} has no {}; see posthaste account --help", command->name, option));
    PH_TRY(check_words(*command, rest));
    request.account.words = std::move(rest);
    request.command = command->run;
    return {};
}

std::string account_help_text(std::string_view about) {
    AccountRequest request;
    if (const auto* command = find_command(commands, about); command != nullptr)
        return help_of_command("account", *command, Parser(request, command->bit).options_help());
    const Parser parser(request);
    return fmt::format("usage: posthaste account COMMAND [OPTION]...\n\n{}\n\n{}{}", parser.app.get_description(),
                       help_of_commands(commands), parser.options_help());
}

ListedCommand account_listing() {
    AccountRequest request;
    const Parser parser(request);
    return {"account",
            parser.app.get_description(),
            {},
            parser.listed_options(),
            list_commands(commands, [&request](Commands bit) { return Parser(request, bit); })};
}

} // namespace posthaste::cli
