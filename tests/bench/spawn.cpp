// SPDX-License-Identifier: MIT
// posthaste-bench-spawn REPORT STDIN PROGRAM [ARGUMENT...]: runs PROGRAM once and writes to REPORT what it took:
// seconds of wall time, user and system CPU, peak resident KiB, exit status (128 + n for signal n). Small itself on
// purpose: Linux counts the memory of the process that forks towards the peak of what it starts, so an interpreter
// cannot do this.
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

[[noreturn]] void become(const char* input, char** command) {
    const int file = open(input, O_RDONLY | O_CLOEXEC);
    if (file < 0 || dup2(file, STDIN_FILENO) < 0) {
        std::perror(input);
        _exit(126);
    }
    execvp(command[0], command);
    std::perror(command[0]);
    _exit(127);
}

struct Result {
    double wall = 0;
    int status = 0;
    rusage used{};
};

bool run(const char* input, char** command, Result& result) {
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) {
        become(input, command);
    }
    int status = 0;
    if (child < 0 || wait4(child, &status, 0, &result.used) < 0) {
        return false;
    }
    result.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
}

bool write_report(const char* path, const Result& result) {
    std::FILE* report = std::fopen(path, "we");
    if (report == nullptr) {
        return false;
    }
    const int written = std::fprintf(report, "%.6f %.6f %.6f %ld %d\n", result.wall, seconds(result.used.ru_utime),
                                     seconds(result.used.ru_stime), result.used.ru_maxrss, result.status);
    return std::fclose(report) == 0 && written > 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        (void)std::fputs("usage: posthaste-bench-spawn REPORT STDIN PROGRAM [ARGUMENT...]\n", stderr);
        return 64;
    }
    Result result;
    if (!run(argv[2], argv + 3, result)) {
        std::perror("posthaste-bench-spawn");
        return 71;
    }
    if (!write_report(argv[1], result)) {
        std::perror(argv[1]);
        return 74;
    }
    return 0;
}
