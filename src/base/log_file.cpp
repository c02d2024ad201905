// SPDX-License-Identifier: MIT
#include <posthaste/base/fd.hpp>
#include <posthaste/base/log_file.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace posthaste {

Status append_line(const std::string& path, std::string_view line) {
    constexpr int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    const Fd file{::open(path.c_str(), flags, S_IRUSR | S_IWUSR)};
    if (!file.valid())
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot open {}", path), errno);
    const auto whole = fmt::format("{}\n", line);
    ssize_t count = 0;
    do {
        count = ::write(file.get(), whole.data(), whole.size());
    } while (count < 0 && errno == EINTR);
    if (count == static_cast<ssize_t>(whole.size()))
        return {};
    return fail_errno(ErrorKind::io, fmt::format("cannot write {}", path), count < 0 ? errno : ENOSPC);
}

} // namespace posthaste
