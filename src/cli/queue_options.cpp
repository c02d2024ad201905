// SPDX-License-Identifier: MIT
#include "queue_options.hpp"

#include "command_table.hpp"
#include "option_parser.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>

namespace posthaste::cli {

namespace {

using app::QueueOptions;

// Which command has an option: a bit each.
using Commands = std::uint16_t;
constexpr Commands list = 1U << 0U, show = 1U << 1U, hold = 1U << 2U, release = 1U << 3U, retry = 1U << 4U,
                   remove = 1U << 5U, reschedule = 1U << 6U, running = 1U << 7U, install = 1U << 8U;
constexpr Commands everywhere = 0xFFFF;
constexpr Commands changes = hold | release | retry | remove | reschedule;

template <app::ExitStatus (*use_case)(const QueueOptions&)> app::ExitStatus run(const QueueRequest& request) {
    return use_case(request.queue);
}

app::ExitStatus run_queue(const QueueRequest& request) {
    auto options = request.run;
    options.config = request.queue.config;
    options.all = request.queue.all;
    options.quiet = request.queue.quiet;
    return app::run_queue(options);
}

app::ExitStatus install_timer(const QueueRequest& request) {
    auto options = request.install;
    options.quiet = request.queue.quiet;
    return app::install_queue_timer(options);
}

struct Command {
    std::string_view name;
    Commands bit;
    app::ExitStatus (*run)(const QueueRequest& request);
    std::string_view words; // what stands behind it, for --help
    std::string_view help;
    std::string_view instead_of_ids = "see posthaste queue --help";
};

constexpr std::array commands{
    Command{"list", list, run<app::queue_list>, "[ID]...", "what waits (the default)"},
    Command{"show", show, run<app::queue_show>, "ID...", "everything that is known of a message, or the message"},
    Command{"hold", hold, run<app::queue_hold>, "[ID]...", "not to be tried until it is released"},
    Command{"release", release, run<app::queue_release>, "[ID]...", "to be tried again"},
    Command{"retry", retry, run<app::queue_retry>, "[ID]...", "due now, whenever the next try was to be"},
    Command{"remove", remove, run<app::queue_remove>, "[ID]...", "gone for good; nobody is told"},
    Command{"reschedule", reschedule, run<app::queue_reschedule>, "[ID]...", "the next try at another time"},
    Command{"run", running, run_queue, "", "try what is due", "posthaste queue retry makes a message due"},
    Command{"install", install, install_timer, "", "have systemd run the queue for you every five minutes"},
};
constexpr Commands takes_ids = list | show | changes;

// A place in the request that an option fills.
template <auto part, auto member> auto& in(QueueRequest& request) { return request.*part.*member; }
template <auto member> constexpr auto in_queue = in<&QueueRequest::queue, member>;
template <auto member> constexpr auto in_run = in<&QueueRequest::run, member>;

struct TextOption {
    Commands commands;
    const char* name;
    std::optional<std::string>& (*place)(QueueRequest& request);
    const char* value; // what --help calls it
    const char* help;
};

constexpr std::array text_options{
    TextOption{list | changes, "--older-than", in_queue<&QueueOptions::older_than>, "DURATION",
               "only what waits longer: 4h, 2d"},
    TextOption{list | changes, "--newer-than", in_queue<&QueueOptions::newer_than>, "DURATION",
               "only what waits no longer"},
    TextOption{reschedule, "--at", in_queue<&QueueOptions::at>, "TIME",
               "reschedule to: \"2026-12-24 18:00\", \"tomorrow 8:00\", 2026-12-24T18:00:00+01:00"},
    TextOption{reschedule, "--in", in_queue<&QueueOptions::in>, "DURATION", "reschedule to then: 2h"},
    TextOption{hold | release, "--account", in_queue<&QueueOptions::account>, "ACCOUNT",
               "hold or release an account with all that goes by it, in place of messages"},
    TextOption{running, "--jobs", in_run<&app::QueueRunOptions::jobs>, "NUMBER", "so many messages side by side"},
    TextOption{running, "--interval", in_run<&app::QueueRunOptions::interval>, "DURATION",
               "with --watch: how often to look for what is due (1m)"},
    TextOption{everywhere, "--config", in_queue<&QueueOptions::config>, "FILE",
               "the configuration; hold --account looks the account up there"},
};

struct SwitchOption {
    Commands commands;
    const char* name;
    bool& (*place)(QueueRequest& request);
    const char* help;
};

constexpr std::array switch_options{
    SwitchOption{changes | running, "--all", in_queue<&QueueOptions::all>,
                 "all messages; run: what is not due yet, too, but for what is held or scheduled"},
    SwitchOption{running, "--watch", in_run<&app::QueueRunOptions::watch>, "go on until ended, as a service does"},
    SwitchOption{running, "--trace", in_run<&app::QueueRunOptions::trace>, "show the conversations on stderr"},
    SwitchOption{install, "--print", in<&QueueRequest::install, &app::QueueInstallOptions::print>,
                 "show what would be done, and a line for cron"},
    SwitchOption{list | show | retry | remove, "--failed", in_queue<&QueueOptions::failed>,
                 "those that were given up, in place of those that wait; retry: back into the queue"},
    SwitchOption{show, "--message", in_queue<&QueueOptions::message>, "show the message itself"},
    SwitchOption{remove, "--yes", in_queue<&QueueOptions::yes>, "remove without asking"},
    SwitchOption{takes_ids, "--json", in_queue<&QueueOptions::json>, "print the result on stdout, as JSON"},
    SwitchOption{everywhere, "--quiet", in_queue<&QueueOptions::quiet>, "no word of what was done, nor of accounts"},
};
constexpr const char* recipient_name = "--recipient";
constexpr Commands takes_recipient = list | changes;

struct Parser : OptionParser {
    // which: the commands of which it has the options.
    explicit Parser(QueueRequest& request, Commands which = everywhere)
        : OptionParser("Looks at what waits, and changes it.", "posthaste queue") {
        app.set_help_flag();
        app.allow_extras();
        if ((takes_recipient & which) != 0)
            app.add_option(recipient_name, request.queue.recipients,
                           "only what is still for such a one: an address, \"*@example.org\"; again for others")
                ->type_name("PATTERN")
                ->allow_extra_args(false);
        for (const auto& each : text_options)
            if ((each.commands & which) != 0)
                app.add_option(each.name, each.place(request), each.help)->type_name(each.value)->take_last();
        for (const auto& each : switch_options)
            if ((each.commands & which) != 0)
                app.add_flag(each.name, each.place(request), each.help);
        app.add_flag("--help", request.help, "print this");
    }

    // The first option that is given and not this command's; null: none.
    [[nodiscard]] const char* out_of_place(const Command& command) const {
        if (const auto* found = cli::out_of_place(*this, text_options, command.bit); found != nullptr)
            return found;
        if (const auto* found = cli::out_of_place(*this, switch_options, command.bit); found != nullptr)
            return found;
        return (takes_recipient & command.bit) == 0 && app.count(recipient_name) > 0 ? recipient_name : nullptr;
    }
};

bool takes_next_word(std::string_view word) noexcept {
    return word == recipient_name ||
           std::ranges::any_of(text_options, [word](const auto& option) { return word == option.name; });
}

Result<const Command*> command_of(std::vector<std::string>& words) {
    return words.empty() ? &commands.front() : take_command("queue", commands, words);
}

} // namespace

Status take_queue_options(const std::vector<std::string>& words, QueueRequest& request) {
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
                    fmt::format("queue {} has no {}; see posthaste queue --help", command->name, option));
    if ((takes_ids & command->bit) == 0 && !rest.empty())
        return fail(ErrorKind::usage,
                    fmt::format("queue {} takes no \"{}\"; {}", command->name, rest.front(), command->instead_of_ids));
    if (request.run.interval && !request.run.watch)
        return fail(ErrorKind::usage, "--interval is how often --watch looks: give both");
    request.queue.ids = std::move(rest);
    request.command = command->run;
    return {};
}

std::string queue_help_text(std::string_view about) {
    QueueRequest request;
    if (const auto* command = find_command(commands, about); command != nullptr)
        return help_of_command("queue", *command, Parser(request, command->bit).options_help());
    const Parser parser(request);
    return fmt::format("usage: posthaste queue [COMMAND] [OPTION]... [ID]...\n\n{}\n\n{}{}",
                       parser.app.get_description(), help_of_commands(commands), parser.options_help());
}

ListedCommand queue_listing() {
    QueueRequest request;
    const Parser parser(request);
    return {"queue", parser.app.get_description(), listed_operand("[ID]..."), parser.listed_options(),
            list_commands(commands, [&request](Commands bit) { return Parser(request, bit); })};
}

} // namespace posthaste::cli
