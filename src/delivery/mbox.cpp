// SPDX-License-Identifier: MIT
#include "mbox.hpp"

#include "local_content.hpp"
#include "mbox_lock.hpp"
#include "mbox_text.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>

namespace posthaste::delivery {

namespace {

// The spool directory may be writable for others, so the file can be anything: a link to what the user must not
// write, a FIFO nobody reads (hence O_NONBLOCK), another user's file.
Result<Fd> open_mbox(FileOps& files, const MboxTarget& target) {
    constexpr int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
    return files.open(target.path, target.make ? flags | O_CREAT : flags, 0600);
}

// A name that may be new is as durable as what it names. A directory that may be written and not read cannot be synced.
Status sync_name(FileOps& files, const std::string& path) {
    auto synced = files.sync_directory(path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)));
    return !synced && synced.error().os_errno == EACCES ? Status{} : synced;
}

// Checked under the locks: a file removed meanwhile has no links left, and what is written to it would be lost.
Result<off_t> checked_length(FileOps& files, int fd, const MboxTarget& target) {
    PH_ASSIGN(const struct stat info, files.status(fd));
    PH_TRY(check_mbox(info, target.path, target.owner));
    return info.st_size;
}

Status append(FileOps& files, int fd, std::chrono::system_clock::time_point now, const mail::PreparedMessage& message) {
    FileSink file(files, fd);
    PH_TRY(file.write(mbox_from_line(message.envelope, now) + return_path(message.envelope)));
    MboxQuoter quoter(file);
    PH_TRY(copy_with_lf(message, quoter));
    PH_TRY(quoter.finish());
    return files.sync(fd); // an error of close(2) after this cannot concern the data
}

} // namespace

Status check_mbox(const struct stat& info, const std::string& path, uid_t owner) {
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::cannot_create, fmt::format("mbox {} is not a regular file", path));
    if (info.st_nlink != 1)
        return fail(ErrorKind::cannot_create, fmt::format("mbox {} has {} links instead of one", path, info.st_nlink));
    if (info.st_uid != owner)
        return fail(ErrorKind::cannot_create,
                    fmt::format("mbox {} belongs to uid {}, not to the user's {}", path, info.st_uid, owner));
    return {};
}

Status deliver_to_mbox(FileOps& files, const MboxTarget& target, std::chrono::system_clock::time_point now,
                       const mail::PreparedMessage& message) {
    DotLock dot_lock(files, target.path); // goes after the file is closed
    PH_TRY(dot_lock.acquire(target.lock_wait));
    PH_ASSIGN(const Fd file, open_mbox(files, target));
    PH_TRY(lock_with_fcntl(file.get(), target.path, target.lock_wait));
    PH_ASSIGN(const off_t old_length, checked_length(files, file.get(), target));
    auto appended = append(files, file.get(), now, message);
    if (appended && target.make && old_length == 0)
        appended = sync_name(files, target.path);
    if (appended)
        return {};
    if (const auto restored = files.truncate(file.get(), old_length); !restored) {
        return with_context(fmt::format("part of a message is left at the end of {}", target.path),
                            std::move(appended).error());
    }
    (void)files.sync(file.get());
    return with_context(target.path, std::move(appended).error());
}

} // namespace posthaste::delivery
