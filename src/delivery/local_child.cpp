// SPDX-License-Identifier: MIT
#include "local_child.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace posthaste::delivery {

namespace {

constexpr std::string_view done = "done";

// The report: "done", or "KIND ERRNO MESSAGE".
std::string report_of(const Status& result) {
    if (result)
        return std::string(done);
    const auto& error = result.error();
    return fmt::format("{} {} {}", static_cast<int>(error.kind), error.os_errno, error.message);
}

Status result_of(std::string_view report) {
    if (report == done)
        return {};
    int kind = -1, os_errno = 0;
    const auto* end = report.data() + report.size();
    const auto first = std::from_chars(report.data(), end, kind);
    if (first.ec != std::errc{} || first.ptr == end || kind < 0 || kind > static_cast<int>(ErrorKind::interrupted))
        return fail(ErrorKind::internal, "the delivering process ended without a report");
    const auto second = std::from_chars(first.ptr + 1, end, os_errno);
    if (second.ec != std::errc{} || second.ptr == end)
        return fail(ErrorKind::internal, "the delivering process ended in the middle of its report");
    return std::unexpected(Error{static_cast<ErrorKind>(kind), std::string(second.ptr + 1, end), os_errno});
}

// Groups first, the uid last: after that nothing can be changed any more. All three ids, or root could be had back.
Status become(const UserRights& rights) {
    std::array<gid_t, 2> groups{rights.gid, rights.further_group.value_or(rights.gid)};
    if (::setgroups(rights.further_group ? 2 : 1, groups.data()) != 0 ||
        ::setresgid(rights.gid, rights.gid, rights.gid) != 0 || ::setresuid(rights.uid, rights.uid, rights.uid) != 0)
        return fail_errno(ErrorKind::internal, fmt::format("cannot take the rights of uid {}", rights.uid), errno);
    if (rights.uid != 0 && ::setuid(0) == 0)
        return fail(ErrorKind::internal, "root's rights could not be given up");
    return {};
}

[[noreturn]] void child_main(const UserRights& rights, const std::function<Status()>& work, int report_fd) {
    ::umask(077);
    sigset_t none; // the parent may have blocked signals for itself
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    auto result = become(rights);
    if (result)
        result = work();
    (void)write_all(report_fd, report_of(result));
    ::_exit(result ? 0 : 1); // the parent's buffers and destructors are not ours to run
}

std::string read_report(int fd) {
    std::string report;
    std::array<char, 4096> buffer;
    for (;;) {
        const auto count = read_some(fd, buffer);
        if (!count || *count == 0)
            return report;
        report.append(buffer.data(), *count);
    }
}

} // namespace

Status run_as_user(const UserRights& rights, const std::function<Status()>& work) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail_errno(ErrorKind::internal, "cannot make a pipe", errno);
    const Fd reading{ends[0]};
    Fd writing{ends[1]};
    const pid_t child = ::fork();
    if (child < 0)
        return fail_errno(ErrorKind::internal, "cannot start a process", errno);
    if (child == 0)
        child_main(rights, work, writing.get());
    writing.reset();
    const auto report = read_report(reading.get());
    // Only to reap it: the report says it all, and where SIGCHLD is ignored there is no status to be had.
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    return result_of(report);
}

} // namespace posthaste::delivery
