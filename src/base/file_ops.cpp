// SPDX-License-Identifier: MIT
#include <posthaste/base/file_ops.hpp>
#include <posthaste/base/io.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
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

} // namespace posthaste
