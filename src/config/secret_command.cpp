// SPDX-License-Identifier: MIT
#include "secret_command.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/secret.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::config {

namespace {

constexpr std::size_t max_output_bytes = 64UL * 1024;
constexpr std::chrono::minutes patience{3}; // a person may have to type

// A parent that ignores SIGCHLD (some daemons and cron jobs pass that on) would make the exit status unknowable.
class DefaultChildSignal {
  public:
    DefaultChildSignal() {
        struct sigaction standard{};
        standard.sa_handler = SIG_DFL;
        ::sigaction(SIGCHLD, &standard, &saved_);
    }
    ~DefaultChildSignal() { ::sigaction(SIGCHLD, &saved_, nullptr); }
    DefaultChildSignal(const DefaultChildSignal&) = delete;
    DefaultChildSignal& operator=(const DefaultChildSignal&) = delete;

  private:
    struct sigaction saved_{};
};

class SpawnSettings {
  public:
    explicit SpawnSettings(int output) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawnattr_init(&attributes_);
        sigset_t signals; // ignored signals are inherited, and a shell is used to others
        ::sigemptyset(&signals);
        ::sigaddset(&signals, SIGPIPE);
        ::sigaddset(&signals, SIGXFSZ);
        ::posix_spawnattr_setsigdefault(&attributes_, &signals);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnSettings() {
        ::posix_spawnattr_destroy(&attributes_);
        ::posix_spawn_file_actions_destroy(&actions_);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    [[nodiscard]] Result<pid_t> spawn(std::string command) const {
        std::string shell = "sh", option = "-c";
        const std::array<char*, 4> arguments{shell.data(), option.data(), command.data(), nullptr};
        pid_t child = 0;
        const int failed = ::posix_spawn(&child, "/bin/sh", &actions_, &attributes_, arguments.data(), ::environ);
        if (failed != 0)
            return fail_errno(ErrorKind::config, "cannot run /bin/sh", failed);
        return child;
    }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

Result<int> wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return fail_errno(ErrorKind::config, "cannot wait for the password command", errno);
    }
    return status;
}

enum class Ready : std::uint8_t { output, ended, late };

// ended: the command is no more and has left nothing unread, though something it started may still hold the pipe.
Ready wait_for_output(int output, int process, std::chrono::steady_clock::time_point until) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        std::array<pollfd, 2> entries{{{output, POLLIN, 0}, {process, POLLIN, 0}}};
        const int ready =
            ::poll(entries.data(), entries.size(), static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
        if (ready == 0)
            return Ready::late;
        if (entries[0].revents != 0)
            return Ready::output;
        if (ready > 0 || errno != EINTR)
            return Ready::ended;
    }
}

// One buffer of the full size: growing would leave copies of the password behind.
Result<std::string> read_output(int fd, pid_t child) {
    const Fd process{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))}; // -1 is passed over by poll(2)
    const auto until = std::chrono::steady_clock::now() + patience;
    std::string output(max_output_bytes + 1, '\0');
    std::size_t size = 0;
    while (size < output.size()) {
        const Ready ready = wait_for_output(fd, process.get(), until);
        if (ready == Ready::late) {
            ::kill(child, SIGTERM);
            wipe(output);
            return fail(ErrorKind::config, fmt::format("gave no password in {} minutes", patience.count()));
        }
        if (ready == Ready::ended)
            break;
        PH_ASSIGN(const std::size_t count, read_some(fd, std::span(output).subspan(size)));
        if (count == 0)
            break;
        size += count;
    }
    output.resize(size);
    return output;
}

Status judge(const std::string& command, int status) {
    if (WIFSIGNALED(status)) {
        return fail(ErrorKind::config,
                    fmt::format("the password command \"{}\" was ended by signal {}", command, WTERMSIG(status)));
    }
    if (WEXITSTATUS(status) != 0) {
        return fail(ErrorKind::config, fmt::format("the password command \"{}\" failed with exit status {}", command,
                                                   WEXITSTATUS(status)));
    }
    return {};
}

} // namespace

Result<std::string> run_secret_command(const std::string& command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail_errno(ErrorKind::config, "cannot make a pipe", errno);
    Fd reading{ends[0]}, writing{ends[1]};
    const DefaultChildSignal child_signal;
    PH_ASSIGN(const pid_t child, SpawnSettings(writing.get()).spawn(command));
    writing.reset();
    auto output = read_output(reading.get(), child);
    reading.reset(); // a command that goes on writing gets SIGPIPE
    const auto status = wait_for(child);
    if (!output)
        return with_context(fmt::format("the password command \"{}\"", command), std::move(output).error());
    const bool too_long = output->size() > max_output_bytes;
    const auto judged = status ? judge(command, *status) : Status(std::unexpected(status.error()));
    if (!too_long && judged)
        return output;
    wipe(*output);
    if (too_long)
        return fail(ErrorKind::config, fmt::format("the password command \"{}\" wrote more than 64 KiB", command));
    return std::unexpected(judged.error());
}

} // namespace posthaste::config
