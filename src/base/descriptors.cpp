// SPDX-License-Identifier: MIT
#include <posthaste/base/descriptors.hpp>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>

namespace posthaste {

Result<Fd> duplicate(int fd) {
    Fd copy{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
    if (!copy.valid())
        return fail_errno(ErrorKind::io, "cannot copy a descriptor", errno);
    return copy;
}

bool is_readable(int fd) noexcept {
    pollfd entry{fd, POLLIN, 0};
    return fd >= 0 && ::poll(&entry, 1, 0) > 0;
}

} // namespace posthaste
