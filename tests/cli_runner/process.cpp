// SPDX-License-Identifier: MIT
#include "process.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::test {

namespace {
std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    result.reserve(strings.size() + 1);
    for (std::string& text : strings)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

bool put_at(int number, const std::string& path, int flags) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    return fd >= 0 && ::dup2(fd, number) == number;
}

[[noreturn]] void become(const Run& run, char* const* arguments, char* const* environment) {
    constexpr int fresh = O_WRONLY | O_CREAT | O_TRUNC;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a runner that is stopped leaves nothing behind
    if (put_at(0, run.input, O_RDONLY) && put_at(1, run.output, fresh) && put_at(2, run.errors, fresh) &&
        ::chdir(run.directory.c_str()) == 0 && (!run.input_closed || ::close(0) == 0))
        ::execve(run.program.c_str(), arguments, environment);
    ::_exit(127);
}
} // namespace

int run(const Run& run) {
    std::vector<std::string> arguments{run.program};
    arguments.insert(arguments.end(), run.arguments.begin(), run.arguments.end());
    std::vector<std::string> environment = run.environment;
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(environment);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1); // orphans become ours
    const pid_t child = ::fork();
    if (child < 0)
        return -1;
    if (child == 0)
        become(run, argv.data(), envp.data());
    int status = 0;
    if (::waitpid(child, &status, 0) != child)
        return -1;
    while (::waitpid(-1, nullptr, 0) > 0) { // what it left behind in the background
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace posthaste::test
