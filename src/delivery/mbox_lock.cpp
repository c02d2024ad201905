// SPDX-License-Identifier: MIT
#include "mbox_lock.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <thread>

namespace posthaste::delivery {

namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr std::chrono::minutes stale_after{5};
constexpr Milliseconds first_pause{20}, longest_pause{500};

// try_lock gives true (held), false (somebody else has it) or an error. At least one try, whatever the wait.
template <typename Try> Result<bool> retry_within(Milliseconds wait, Try try_lock) {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    for (Milliseconds pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
        Result<bool> held = try_lock();
        if (!held || *held || std::chrono::steady_clock::now() >= deadline)
            return held;
        std::this_thread::sleep_for(pause);
    }
}

std::unexpected<Error> busy(const std::string& path, Milliseconds wait) {
    return fail(ErrorKind::timeout,
                fmt::format("{} is still locked by another program after {} ms", path, wait.count()));
}

// By the time of the file system's clock, not of a Clock that may be set for comparisons.
bool is_stale(const std::string& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0)
        return false;
    const auto changed = std::chrono::system_clock::from_time_t(info.st_mtime);
    return std::chrono::system_clock::now() - changed > stale_after;
}

} // namespace

DotLock::~DotLock() {
    if (held_)
        (void)files_.unlink(path_);
}

Result<bool> DotLock::try_once() {
    auto file = files_.open(path_, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (file) {
        held_ = true;
        return true;
    }
    const int reason = file.error().os_errno;
    if (reason == EACCES || reason == EPERM || reason == EROFS)
        return true; // without it
    if (reason != EEXIST)
        return std::unexpected(std::move(file).error());
    // Two programs may see the same stale lock, and one remove the other's new one: the fcntl lock still parts them.
    if (is_stale(path_))
        PH_TRY(files_.unlink(path_));
    return false;
}

Status DotLock::acquire(Milliseconds wait) {
    PH_ASSIGN(const bool done, retry_within(wait, [this] { return try_once(); }));
    return done ? Status{} : busy(path_, wait);
}

Status lock_with_fcntl(int fd, const std::string& path, Milliseconds wait) {
    const auto try_lock = [&]() -> Result<bool> {
        struct flock whole{};
        whole.l_type = F_WRLCK;
        whole.l_whence = SEEK_SET;
        if (::fcntl(fd, F_SETLK, &whole) == 0)
            return true;
        if (errno == EACCES || errno == EAGAIN || errno == EINTR)
            return false;
        return fail_errno(ErrorKind::io, fmt::format("cannot lock {}", path), errno);
    };
    PH_ASSIGN(const bool held, retry_within(wait, try_lock));
    return held ? Status{} : busy(path, wait);
}

} // namespace posthaste::delivery
