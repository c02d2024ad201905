// SPDX-License-Identifier: MIT
#include <posthaste/base/file_ops.hpp>
#include <posthaste/base/io.hpp>

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/file.h>
#include <unistd.h>

namespace posthaste {

namespace {
Status checked(int result, ErrorKind kind, std::string_view what) {
    if (result != 0)
        return fail_errno(kind, what, errno);
    return {};
}
} // namespace

Result<Fd> SystemFileOps::open(const std::string& path, int flags, mode_t mode) {
    Fd file{::open(path.c_str(), flags | O_CLOEXEC, mode)};
    if (!file.valid())
        return fail_errno((flags & O_CREAT) != 0 ? ErrorKind::cannot_create : ErrorKind::io,
                          fmt::format("cannot open {}", path), errno);
    return file;
}

Status SystemFileOps::write(int fd, std::string_view bytes) { return write_all(fd, bytes); }

Status SystemFileOps::sync(int fd) { return checked(::fsync(fd), ErrorKind::io, "cannot sync to disk"); }

Status SystemFileOps::close(Fd fd) { return checked(::close(fd.release()), ErrorKind::io, "cannot close"); }

Status SystemFileOps::sync_directory(const std::string& path) {
    PH_ASSIGN(const Fd directory, open(path, O_RDONLY | O_DIRECTORY, 0));
    // EINVAL: some file systems cannot sync a directory and do not need to
    if (::fsync(directory.get()) != 0 && errno != EINVAL)
        return fail_errno(ErrorKind::io, fmt::format("cannot sync {}", path), errno);
    return {};
}

Status SystemFileOps::make_directory(const std::string& path, mode_t mode) {
    if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST)
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot create {}", path), errno);
    return {};
}

Status SystemFileOps::link(const std::string& from, const std::string& to) {
    return checked(::link(from.c_str(), to.c_str()), ErrorKind::cannot_create, fmt::format("cannot create {}", to));
}

Status SystemFileOps::rename(const std::string& from, const std::string& to) {
    return checked(::rename(from.c_str(), to.c_str()), ErrorKind::io, fmt::format("cannot rename {} to {}", from, to));
}

Status SystemFileOps::unlink(const std::string& path) {
    return checked(::unlink(path.c_str()), ErrorKind::io, fmt::format("cannot remove {}", path));
}

Status SystemFileOps::truncate(int fd, off_t length) {
    return checked(::ftruncate(fd, length), ErrorKind::io, "cannot truncate");
}

Result<struct stat> SystemFileOps::status(int fd) {
    struct stat info{};
    if (::fstat(fd, &info) != 0)
        return fail_errno(ErrorKind::io, "cannot read the file's status", errno);
    return info;
}

Status SystemFileOps::write_at(int fd, std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail_errno(ErrorKind::io, "cannot write", errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

// open(2) names this way for O_TMPFILE: AT_EMPTY_PATH would need a capability.
Status SystemFileOps::link_unnamed(int fd, const std::string& to) {
    const auto from = fmt::format("/proc/self/fd/{}", fd);
    return checked(::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), AT_SYMLINK_FOLLOW), ErrorKind::cannot_create,
                   fmt::format("cannot create {}", to));
}

Result<bool> SystemFileOps::lock(int fd) {
    for (;;) {
        if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno == EWOULDBLOCK)
            return false;
        if (errno != EINTR)
            return fail_errno(ErrorKind::io, "cannot lock", errno);
    }
}

Result<struct stat> SystemFileOps::status_of(const std::string& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0)
        return fail_errno(ErrorKind::io, fmt::format("cannot read the status of {}", path), errno);
    return info;
}

Result<std::vector<std::string>> SystemFileOps::names(const std::string& directory) {
    const std::unique_ptr<DIR, int (*)(DIR*)> stream{::opendir(directory.c_str()), ::closedir};
    if (!stream)
        return fail_errno(ErrorKind::io, fmt::format("cannot open {}", directory), errno);
    std::vector<std::string> found;
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(stream.get());
        if (entry == nullptr && errno != 0)
            return fail_errno(ErrorKind::io, fmt::format("cannot read {}", directory), errno);
        if (entry == nullptr)
            return found;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            found.emplace_back(name);
    }
}

} // namespace posthaste
