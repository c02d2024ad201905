// SPDX-License-Identifier: MIT
#include "commands.hpp"
#include "long_options.hpp"
#include "request.hpp"
#include "sendmail_flags.hpp"

#include <posthaste/app/aliases.hpp>
#include <posthaste/app/queue.hpp>
#include <posthaste/app/queue_run.hpp>
#include <posthaste/app/serve.hpp>
#include <posthaste/app/version.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/cli/command_line.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <unistd.h>

namespace posthaste::cli {

namespace {

// Words that will be commands: mail must not go to local users of these names by a slip.
constexpr std::array<std::string_view, 2> reserved_words{"auth", "merge"};

Mode mode_of(Program program) noexcept {
    switch (program) {
    case Program::mailq:
        return Mode::list_queue;
    case Program::newaliases:
        return Mode::aliases;
    case Program::runq:
        return Mode::run_queue;
    case Program::posthaste:
    case Program::sendmail:
        break;
    }
    return Mode::submit;
}

// Where a command's word stands: first, or behind the configuration that it is to use.
std::size_t place_of_command(const std::vector<std::string>& arguments) {
    std::size_t place = 0;
    while (place < arguments.size()) {
        const std::string_view word = arguments[place];
        if (word == "-C" || word == "--config")
            place += 2;
        else if (word.starts_with("-C") || word.starts_with("--config="))
            place += 1;
        else
            break;
    }
    return place;
}

Status refuse_reserved(const std::vector<std::string>& arguments, Program program) {
    const auto place = place_of_command(arguments);
    if (program != Program::posthaste || place >= arguments.size() ||
        std::ranges::find(reserved_words, arguments[place]) == reserved_words.end())
        return {};
    return fail(ErrorKind::usage,
                fmt::format("this version has no command \"{0}\" yet; for the user {0} of this machine "
                            "say: posthaste -- {0}",
                            arguments[place]));
}

// What stands in front of the word is the command's, too.
std::optional<int> run_command(std::vector<std::string> arguments) {
    const auto place = place_of_command(arguments);
    const auto command = place < arguments.size() ? command_named(arguments[place]) : nullptr;
    if (command == nullptr)
        return std::nullopt;
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(place));
    for (std::size_t i = 0; i < place; ++i) {
        if (arguments[i].starts_with("-C"))
            arguments[i].replace(0, 2, arguments[i].size() > 2 ? "--config=" : "--config");
    }
    std::ranges::rotate(arguments,
                        arguments.begin() + static_cast<std::ptrdiff_t>(place)); // the command's own go first
    return command(arguments);
}

// Exit 0 would say that the message is on its way.
Status refuse_message(const Request& request) {
    const bool named = !request.submit.recipients.empty();
    const bool sends = named || request.submit.read_recipients;
    if (request.mode == Mode::aliases && sends)
        return fail(ErrorKind::usage, "checking the aliases sends no message: leave out the recipients and -t");
    if (request.mode == Mode::run_queue && sends)
        return fail(ErrorKind::usage,
                    "running the queue sends no message: leave out the recipients and -t, or what runs it (-q)");
    if (request.mode == Mode::serve && named)
        return fail(ErrorKind::usage, fmt::format("-bs takes no recipient \"{}\": the client names them by RCPT",
                                                  request.submit.recipients.front()));
    return {};
}

Status parse(const std::vector<std::string>& arguments, Program program, Request& request) {
    request.mode = mode_of(program);
    PH_TRY(refuse_reserved(arguments, program));
    PH_ASSIGN(auto remaining, take_sendmail_flags(arguments, program, request));
    PH_TRY(take_long_options(remaining.words, request));
    auto& recipients = request.submit.recipients;
    recipients.insert(recipients.end(), remaining.recipients.begin(), remaining.recipients.end());
    return refuse_message(request);
}

int note(std::string_view text, app::ExitStatus status) {
    (void)write_all(STDERR_FILENO, fmt::format("posthaste: {}\n", text));
    return static_cast<int>(status);
}

int refuse_mode(const std::string& flag, bool json) {
    const auto text = fmt::format("{} is not in this version: nothing was sent", flag);
    return static_cast<int>(app::refuse({ErrorKind::usage, text, 0}, json));
}

int run_queue(const Request& request) {
    auto options = request.queue_run;
    options.config = request.submit.config;
    options.all = true;
    options.watch = options.interval.has_value();
    options.detached = options.watch;
    options.trace = request.submit.trace;
    options.quiet = request.submit.quiet;
    return static_cast<int>(app::run_queue(options));
}

int serve_caller(const Request& request) {
    app::ServeOptions options;
    options.submit = request.submit;
    options.inherited = false; // the sockets of a service that calls sendmail are not for us
    return static_cast<int>(app::serve(options));
}

} // namespace

int run(int argc, const char* const* argv) {
    const auto program = program_named(argc > 0 ? argv[0] : "");
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    if (program == Program::posthaste) {
        if (const auto status = run_command(arguments))
            return *status;
    }
    Request request;
    // Who reads JSON does so whatever is wrong with the rest of the command line.
    const bool json = std::ranges::find(arguments, "--json") != arguments.end();
    if (const auto parsed = parse(arguments, program, request); !parsed) {
        if (request.mode == Mode::serve) // its client waits for us to speak first: stdin has no end to wait for
            return note(printable(parsed.error().message), app::exit_status_of(parsed.error().kind));
        return static_cast<int>(app::refuse(parsed.error(), json));
    }
    switch (request.mode) {
    case Mode::help:
        return print(help_text());
    case Mode::version:
        return print(fmt::format("posthaste {}\n", app::version));
    case Mode::list_queue:
        return static_cast<int>(app::mailq(request.submit.json));
    case Mode::run_queue:
        return run_queue(request);
    case Mode::serve:
        return serve_caller(request);
    case Mode::aliases:
        return static_cast<int>(app::check_aliases(request.submit));
    case Mode::verify:
        return static_cast<int>(app::explain_routes(request.submit));
    case Mode::unavailable:
        return refuse_mode(request.mode_flag, json);
    case Mode::submit:
        break;
    }
    return static_cast<int>(app::submit(request.submit));
}

} // namespace posthaste::cli
