// SPDX-License-Identifier: MIT
#include "local_command.hpp"

#include "local_content.hpp"

#include <posthaste/base/child_process.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/base/unnamed_file.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::delivery {

namespace {

constexpr std::size_t max_kept_bytes = 2000; // of what it prints

// From the beginning of a file, which a program may read as it likes; a pipe would have to be fed meanwhile.
Result<Fd> stdin_of(const mail::PreparedMessage& message) {
    PH_ASSIGN(auto file, open_unnamed_file(temporary_directories()));
    FdSink sink(file.get(), "cannot copy the message");
    PH_TRY(sink.write(return_path(message.envelope)));
    PH_TRY(copy_with_lf(message, sink));
    if (::lseek(file.get(), 0, SEEK_SET) != 0)
        return fail_errno(ErrorKind::io, "cannot copy the message", errno);
    return file;
}

std::vector<std::string> environment_of(const LocalCommand& command, const mail::PreparedMessage& message) {
    const auto& sender = message.envelope.sender;
    return {fmt::format("SENDER={}", sender ? tame(sender->text()) : ""),
            fmt::format("RECIPIENT={}", tame(command.alias)),
            fmt::format("USER={}", command.user),
            fmt::format("LOGNAME={}", command.user),
            fmt::format("HOME={}", command.home.empty() ? "/" : command.home),
            "SHELL=/bin/sh",
            "PATH=/usr/local/bin:/usr/bin:/bin",
            "LANG=C"};
}

// sysexits(3) and the shell's own. What sendmail tries again, and what an administrator can mend.
bool is_for_later(int exit_status) noexcept {
    constexpr std::array statuses{71, 74, 75, 126, 127};
    return std::ranges::find(statuses, exit_status) != statuses.end();
}

std::string with_words(std::string text, std::string_view printed) {
    const auto words = trim(printed);
    return words.empty() ? text : fmt::format("{}: {}", text, words);
}

// Nothing is wrong with the message: timeout is the kind that every reader takes for "later".
constexpr auto later = ErrorKind::timeout;

Status judge(const LocalCommand& command, const ChildEnd& end) {
    const auto name = fmt::format("command {}", command.command);
    if (end.late) {
        const auto text = fmt::format("{} did not end within {} seconds", name, command.patience.count());
        return fail(later, with_words(text, end.kept));
    }
    if (end.signal != 0)
        return fail(later, with_words(fmt::format("{} was ended by signal {}", name, end.signal), end.kept));
    if (end.exit_status == 0)
        return {};
    return fail(is_for_later(end.exit_status) ? later : ErrorKind::refused,
                with_words(fmt::format("{} ended with status {}", name, end.exit_status), end.kept));
}

} // namespace

std::string tame(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        const bool letter = to_lower(c) >= 'a' && to_lower(c) <= 'z';
        if (!letter && !is_digit(c) && std::string_view("@%+-_=:,./!").find(c) == std::string_view::npos)
            c = '_';
    }
    return result;
}

Status run_local_command(const LocalCommand& command, const mail::PreparedMessage& message) {
    PH_ASSIGN(const auto input, stdin_of(message));
    ChildProcess process;
    process.arguments = {"/bin/sh", "-c", command.command};
    process.input = input.get();
    process.with_errors = true;
    process.reads_on = true;
    process.kept_bytes = max_kept_bytes;
    process.patience = command.patience;
    process.environment = environment_of(command, message);
    process.directory = "/";
    PH_ASSIGN(const auto end, run_child(process));
    return judge(command, end);
}

} // namespace posthaste::delivery
