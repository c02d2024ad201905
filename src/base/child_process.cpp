// SPDX-License-Identifier: MIT
#include <posthaste/base/child_process.hpp>
#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/secret.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste {

namespace {

using Moment = std::chrono::steady_clock::time_point;
constexpr std::chrono::seconds time_to_end{2}; // between SIGTERM and SIGKILL

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

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

class SpawnSettings {
  public:
    SpawnSettings(const ChildProcess& process, int pipe) {
        ::posix_spawn_file_actions_init(&actions_);
        if (process.input < 0)
            ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        else
            ::posix_spawn_file_actions_adddup2(&actions_, process.input, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, process.output < 0 ? pipe : process.output, STDOUT_FILENO);
        if (process.output >= 0 || process.with_errors)
            ::posix_spawn_file_actions_adddup2(&actions_, pipe, STDERR_FILENO);
        if (!process.directory.empty())
            ::posix_spawn_file_actions_addchdir_np(&actions_, process.directory.c_str());
        ::posix_spawnattr_init(&attributes_);
        sigset_t signals; // ignored signals are inherited, and a shell is used to others
        ::sigemptyset(&signals);
        ::sigaddset(&signals, SIGPIPE);
        ::sigaddset(&signals, SIGXFSZ);
        ::posix_spawnattr_setsigdefault(&attributes_, &signals);
        ::sigemptyset(&signals); // what we have blocked for ourselves, it can be ended by
        ::posix_spawnattr_setsigmask(&attributes_, &signals);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    ~SpawnSettings() {
        ::posix_spawnattr_destroy(&attributes_);
        ::posix_spawn_file_actions_destroy(&actions_);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    [[nodiscard]] Result<pid_t> spawn(const ChildProcess& process) const {
        auto arguments = process.arguments;
        auto environment = process.environment.value_or(std::vector<std::string>{});
        const auto pointers = pointers_to(arguments);
        const auto variables = pointers_to(environment);
        pid_t child = 0;
        const int failed = ::posix_spawnp(&child, pointers.front(), &actions_, &attributes_, pointers.data(),
                                          process.environment ? variables.data() : ::environ);
        if (failed != 0)
            return fail_errno(ErrorKind::config, fmt::format("cannot run {}", arguments.front()), failed);
        return child;
    }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

int milliseconds_until(Moment until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

enum class Ready : std::uint8_t { output, ended, late };

// ended: the program is no more and has left nothing unread, though something it started may still hold the pipe.
// A descriptor of -1 is passed over by poll(2).
Ready wait_for_output(int output, int process, Moment until) {
    for (;;) {
        std::array<pollfd, 2> entries{{{output, POLLIN, 0}, {process, POLLIN, 0}}};
        const int ready = ::poll(entries.data(), entries.size(), milliseconds_until(until));
        if (ready == 0)
            return Ready::late;
        if (entries[0].revents != 0)
            return Ready::output;
        if (ready > 0 || errno != EINTR)
            return Ready::ended;
    }
}

// What is beyond the limit is read in pieces of any size, and forgotten.
Result<std::size_t> read_and_drop(int pipe) {
    std::array<char, 16384> scratch;
    return read_some(pipe, scratch);
}

// One buffer of the full size: growing would leave copies of a password behind. One octet over the limit tells.
Status read_output(int pipe, int process, const Moment until, ChildEnd& end, const ChildProcess& wanted) {
    const auto limit_bytes = wanted.kept_bytes;
    end.kept.assign(limit_bytes + 1, '\0');
    std::size_t size = 0;
    for (;;) {
        const bool drops = size >= limit_bytes && wanted.reads_on;
        if (size == end.kept.size() && !drops)
            break;
        const Ready ready = wait_for_output(pipe, process, until);
        end.late = ready == Ready::late;
        if (ready != Ready::output)
            break;
        PH_ASSIGN(const std::size_t count,
                  drops ? read_and_drop(pipe) : read_some(pipe, std::span(end.kept).subspan(size)));
        if (count == 0)
            break;
        size += drops ? 0 : count;
    }
    end.too_much = size > limit_bytes && !wanted.reads_on;
    end.kept.resize(std::min(size, limit_bytes));
    return {};
}

void make_it_end(pid_t child, int process) {
    ::kill(child, SIGTERM);
    if (process < 0 || wait_for_output(-1, process, std::chrono::steady_clock::now() + time_to_end) == Ready::late)
        ::kill(child, SIGKILL);
}

Status wait_for(pid_t child, ChildEnd& end) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return fail_errno(ErrorKind::config, "cannot wait for a program to end", errno);
    }
    if (WIFSIGNALED(status))
        end.signal = WTERMSIG(status);
    else
        end.exit_status = WEXITSTATUS(status);
    return {};
}

} // namespace

Result<ChildEnd> run_child(const ChildProcess& process) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail_errno(ErrorKind::config, "cannot make a pipe", errno);
    Fd reading{ends[0]}, writing{ends[1]};
    const DefaultChildSignal child_signal;
    const auto until = std::chrono::steady_clock::now() + process.patience;
    PH_ASSIGN(const pid_t child, SpawnSettings(process, writing.get()).spawn(process));
    writing.reset();
    const Fd descriptor{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))}; // -1 before Linux 5.3
    ChildEnd end;
    auto status = read_output(reading.get(), descriptor.get(), until, end, process);
    reading.reset(); // a program that goes on writing gets SIGPIPE
    // One that has closed its output, or has been cut off, may go on all the same.
    if (!end.late && descriptor.valid())
        end.late = wait_for_output(-1, descriptor.get(), until) == Ready::late;
    if (end.late)
        make_it_end(child, descriptor.get());
    const auto waited = wait_for(child, end);
    if (status && waited)
        return end;
    wipe(end.kept);
    return std::unexpected(status ? waited.error() : status.error());
}

} // namespace posthaste
