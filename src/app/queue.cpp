// SPDX-License-Identifier: MIT
// The commands of the queue beside this user's queue, terminal and clock.
#include "json_report.hpp"
#include "queue_desk.hpp"
#include "queue_place.hpp"
#include "report.hpp"

#include <posthaste/base/random.hpp>

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

// https://no-color.org: set to anything but nothing. A terminal without a name shows no colours either.
bool shows_colour() {
    const char* unwanted = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return (unwanted == nullptr || *unwanted == '\0') && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::size_t terminal_columns() {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

ExitStatus give_up(ByteSink& out, ByteSink& errors, const Error& error, bool json) {
    const auto status = exit_status_of(error.kind);
    say(errors, error.message);
    if (json && !out.write(json_error(error, status)))
        return ExitStatus::io_error;
    return status;
}

bool only_lists(QueueUseCase use_case) noexcept { return use_case == list_queue || use_case == list_classic; }

Error nowhere() {
    return {ErrorKind::config, "there is no place for a queue: this user has no home directory, set XDG_STATE_HOME", 0};
}

ExitStatus run(const QueueOptions& options, QueueUseCase use_case) {
    FdSink out(STDOUT_FILENO, "stdout");
    FdSink errors(STDERR_FILENO, "stderr");
    FdSource answers(STDIN_FILENO, "stdin");
    SystemFileOps files;
    const SystemClock clock;
    SystemIdSource ids;
    const auto caller = identify_caller();
    auto directory = queue_directory(caller);
    if (directory.empty() && !only_lists(use_case))
        return give_up(out, errors, nowhere(), options.json);
    if (directory.empty()) // then nothing waits there, which monitors of users without a home may well ask
        directory = "/nonexistent";
    spool::Queue queue(directory, files, clock, ids);
    spool::AccountStates accounts(directory, files, ids);
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    const bool attended = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
    const QueueDesk desk{queue,
                         accounts,
                         clock,
                         out,
                         errors,
                         attended ? &answers : nullptr,
                         terminal,
                         terminal && shows_colour(),
                         terminal ? terminal_columns() : 0,
                         caller.home};
    return at_desk(desk, options, use_case);
}

} // namespace

ExitStatus at_desk(const QueueDesk& desk, const QueueOptions& options, QueueUseCase use_case) {
    const auto status = use_case(desk, options);
    return status ? *status : give_up(desk.out, desk.errors, status.error(), options.json);
}

ExitStatus refuse_queue(const Error& error, bool json) {
    FdSink out(STDOUT_FILENO, "stdout");
    FdSink errors(STDERR_FILENO, "stderr");
    return give_up(out, errors, error, json);
}

ExitStatus queue_list(const QueueOptions& options) { return run(options, list_queue); }
ExitStatus queue_show(const QueueOptions& options) { return run(options, show_entries); }
ExitStatus queue_hold(const QueueOptions& options) { return run(options, hold); }
ExitStatus queue_release(const QueueOptions& options) { return run(options, release); }
ExitStatus queue_retry(const QueueOptions& options) { return run(options, retry); }
ExitStatus queue_remove(const QueueOptions& options) { return run(options, remove); }
ExitStatus queue_reschedule(const QueueOptions& options) { return run(options, reschedule); }

ExitStatus mailq(bool json) {
    QueueOptions options;
    options.json = json;
    return run(options, json ? list_queue : list_classic);
}

} // namespace posthaste::app
