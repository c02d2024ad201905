// SPDX-License-Identifier: MIT
#include "commands.hpp"

#include "account_options.hpp"
#include "long_options.hpp"
#include "queue_options.hpp"
#include "send_options.hpp"
#include "serve_options.hpp"

#include <posthaste/app/check.hpp>
#include <posthaste/app/send.hpp>
#include <posthaste/app/serve.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::cli {

namespace {

// stdin is not read: it may be a client who waits for us to speak first.
int complain(const Error& error) {
    (void)write_all(STDERR_FILENO, fmt::format("posthaste: {}\n", printable(error.message)));
    return static_cast<int>(app::exit_status_of(error.kind));
}

int check(std::span<const std::string> arguments) {
    CheckRequest request;
    // Who reads JSON does so whatever is wrong with the rest of the command line.
    const bool json = std::ranges::find(arguments, "--json") != arguments.end();
    if (const auto taken = take_check_options({arguments.begin(), arguments.end()}, request); !taken)
        return static_cast<int>(app::refuse_check(taken.error(), json));
    if (request.help)
        return print(check_help_text());
    return static_cast<int>(app::check(request.check));
}

int send(std::span<const std::string> arguments) {
    SendRequest request;
    const bool json = std::ranges::find(arguments, "--json") != arguments.end();
    if (const auto taken = take_send_options({arguments.begin(), arguments.end()}, request); !taken)
        return static_cast<int>(app::refuse(taken.error(), json));
    if (request.help)
        return print(send_help_text());
    return static_cast<int>(app::send(request.send));
}

int queue(std::span<const std::string> arguments) {
    QueueRequest request;
    const bool json = std::ranges::find(arguments, "--json") != arguments.end();
    if (const auto taken = take_queue_options({arguments.begin(), arguments.end()}, request); !taken)
        return static_cast<int>(app::refuse_queue(taken.error(), json));
    if (request.help)
        return print(queue_help_text(request.help_about));
    return static_cast<int>(request.command(request));
}

int serve(std::span<const std::string> arguments) {
    ServeRequest request;
    if (const auto taken = take_serve_options({arguments.begin(), arguments.end()}, request); !taken)
        return complain(taken.error());
    if (request.help)
        return print(serve_help_text());
    return static_cast<int>(app::serve(request.serve));
}

int account(std::span<const std::string> arguments) {
    AccountRequest request;
    const bool json = std::ranges::find(arguments, "--json") != arguments.end();
    if (const auto taken = take_account_options({arguments.begin(), arguments.end()}, request); !taken)
        return static_cast<int>(app::refuse_account(taken.error(), json));
    if (request.help)
        return print(account_help_text(request.help_about));
    return static_cast<int>(request.command(request.account));
}

struct Entry {
    std::string_view word;
    Command command;
    ListedCommand (*listing)();
};

constexpr std::array entries{
    Entry{"check", check, check_listing},       Entry{"send", send, send_listing},
    Entry{"queue", queue, queue_listing},       Entry{"serve", serve, serve_listing},
    Entry{"account", account, account_listing},
};

} // namespace

Command command_named(std::string_view word) noexcept {
    const auto* found = std::ranges::find(entries, word, &Entry::word);
    return found == entries.end() ? nullptr : found->command;
}

std::vector<ListedCommand> command_listings() {
    std::vector<ListedCommand> listings;
    for (const auto& entry : entries)
        listings.push_back(entry.listing());
    return listings;
}

int print(std::string_view text) {
    return static_cast<int>(write_all(STDOUT_FILENO, text) ? app::ExitStatus::ok : app::ExitStatus::io_error);
}

} // namespace posthaste::cli
