// SPDX-License-Identifier: MIT
#include <posthaste/base/fd.hpp>
#include <posthaste/base/log_file.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste {

namespace {

// A full disk may take half a line. Its last octet becomes the line's end, for which there is place, so that the next
// line is not glued to it. It is our own octet, wherever others have appended meanwhile.
void end_half_line(int file) {
    const auto end = ::lseek(file, 0, SEEK_CUR);
    const bool anywhere = end > 0 && ::fcntl(file, F_SETFL, O_NONBLOCK) == 0; // with O_APPEND all goes to the end
    if (anywhere)
        (void)!::pwrite(file, "\n", 1, end - 1);
}

} // namespace

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
    if (count > 0)
        end_half_line(file.get());
    return fail_errno(ErrorKind::io, fmt::format("cannot write {}", path), count < 0 ? errno : ENOSPC);
}

} // namespace posthaste
