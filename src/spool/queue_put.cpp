// SPDX-License-Identifier: MIT
// How a message comes into the queue: written whole and synced without a name, then named, then the directory is
// synced.
#include "entry_file.hpp"
#include "file_systems.hpp"
#include "frame.hpp"

#include <posthaste/base/io.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::spool {

namespace {

constexpr mode_t private_directory = 0700;
constexpr mode_t private_file = 0600;
constexpr std::array parts{"/queue", "/tmp", "/failed", "/corrupt", "/accounts"};
constexpr int most_names = 8; // that are taken, one after the other: 35 random bits each
constexpr std::chrono::hours leftover_age{36};

// close(2) reports what a file system has kept to itself so far; the descriptor that is named later stays open.
Status check_close(FileOps& files, int fd) {
    Fd other{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
    if (!other.valid())
        return fail_errno(ErrorKind::io, "cannot copy a descriptor", errno);
    return files.close(std::move(other));
}

Status finish_file(FileOps& files, int fd) {
    PH_TRY(files.sync(fd));
    return check_close(files, fd);
}

} // namespace

Status Queue::prepare() {
    const auto last = directory_ + parts.back();
    if (const auto info = files_.status_of(last); info && S_ISDIR(info->st_mode))
        return check_directory();
    PH_TRY(make_directories());
    return check_directory();
}

bool Queue::exists() const {
    const auto info = files_.status_of(draft_directory());
    return info && S_ISDIR(info->st_mode);
}

// From the first that is missing, so that each one's name is durable in its parent; the last part is made last, and
// tells that all are there.
Status Queue::make_directories() {
    std::vector<std::string> missing;
    for (auto path = directory_; path.size() > 1 && !files_.status_of(path); path.resize(path.rfind('/')))
        missing.push_back(path);
    for (auto path = missing.rbegin(); path != missing.rend(); ++path) {
        PH_TRY(files_.make_directory(*path, private_directory));
        const auto parent = path->substr(0, path->rfind('/'));
        PH_TRY(files_.sync_directory(parent.empty() ? "/" : parent));
    }
    PH_TRY(check_directory());
    for (const auto* part : parts)
        PH_TRY(files_.make_directory(directory_ + part, private_directory));
    return files_.sync_directory(directory_);
}

Status Queue::check_directory() {
    PH_ASSIGN(const auto info, files_.status_of(directory_));
    if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid())
        return fail(ErrorKind::config,
                    fmt::format("{} is not a directory of this user: the queue cannot be there", directory_));
    if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fail(ErrorKind::config,
                    fmt::format("others can write into {}: chmod 700 it, the queue is not used", directory_));
    if (const auto name = unfit_file_system(directory_); !name.empty())
        return fail(ErrorKind::config,
                    fmt::format("{} is on {}, where locks cannot be relied on: set XDG_STATE_HOME to a "
                                "directory of this machine",
                                directory_, name));
    return {};
}

Result<Claim> Queue::put(Entry entry, Fd content, const std::vector<Event>& events) {
    PH_TRY(prepare());
    PH_ASSIGN(auto claim, write_tail(std::move(entry), std::move(content), events));
    PH_TRY(publish(claim));
    return claim;
}

// The lock is taken before the entry has a name: nobody can be faster.
Result<Claim> Queue::write_tail(Entry entry, Fd content, const std::vector<Event>& events) {
    PH_ASSIGN(entry.content_sha256, content_digest(content.get(), entry.facts.size_bytes));
    auto tail = make_frame(envelope_magic, write_entry(entry));
    tail += write_events(events);
    PH_TRY(files_.truncate(content.get(), static_cast<off_t>(entry.facts.size_bytes)));
    PH_TRY(files_.write_at(content.get(), entry.facts.size_bytes, tail));
    PH_TRY(finish_file(files_, content.get()));
    Claim claim;
    claim.name = {make_id(), entry.facts.size_bytes};
    claim.state = initial_state(entry);
    for (const auto& event : events)
        apply(claim.state, event);
    claim.entry = std::move(entry);
    claim.journal_end_ = claim.name.content_bytes + tail.size();
    claim.file_ = std::move(content);
    return claim;
}

Status Queue::publish(Claim& claim) {
    PH_ASSIGN(const bool locked, files_.lock(claim.file_.get()));
    if (!locked)
        return fail(ErrorKind::internal, "a file without a name is locked by another");
    Status named;
    for (int i = 0; i < most_names; ++i) {
        named = files_.link_unnamed(claim.file_.get(), path(Place::queue, claim.name));
        if (named || named.error().os_errno != EEXIST)
            break;
        claim.name.id = make_id();
    }
    if (!named && named.error().kind != ErrorKind::no_space)
        return publish_copy(claim);
    PH_TRY(std::move(named));
    auto synced = files_.sync_directory(path(Place::queue));
    if (!synced)
        (void)files_.unlink(path(Place::queue, claim.name));
    return synced;
}

// The content is on another file system, or has no way to a name: O_TMPFILE and /proc are not everywhere.
Status Queue::publish_copy(Claim& claim) {
    const auto temporary = fmt::format("{}/{}", draft_directory(), claim.name.text());
    PH_ASSIGN(Fd copy, files_.open(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, private_file));
    const auto write = [&]() -> Status {
        PH_ASSIGN(const bool locked, files_.lock(copy.get()));
        if (!locked)
            return fail(ErrorKind::io, fmt::format("{} is locked by another", temporary));
        PH_TRY(copy_content(files_, claim.file_.get(), claim.journal_end_, copy.get()));
        PH_TRY(finish_file(files_, copy.get()));
        return files_.link(temporary, path(Place::queue, claim.name));
    };
    auto written = write();
    (void)files_.unlink(temporary);
    PH_TRY(std::move(written));
    if (auto synced = files_.sync_directory(path(Place::queue)); !synced) {
        (void)files_.unlink(path(Place::queue, claim.name));
        return synced;
    }
    claim.file_ = std::move(copy);
    return {};
}

void Queue::sweep() {
    const auto names = files_.names(draft_directory());
    if (!names)
        return;
    for (const auto& name : *names)
        sweep_one(name);
}

void Queue::sweep_one(const std::string& name) {
    const auto where = fmt::format("{}/{}", draft_directory(), name);
    const auto info = files_.status_of(where);
    if (!info || !S_ISREG(info->st_mode) || now() - Time{std::chrono::seconds{info->st_mtime}} < leftover_age)
        return;
    auto file = files_.open(where, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0);
    if (!file)
        return;
    if (const auto locked = files_.lock(file->get()); locked && *locked)
        (void)files_.unlink(where);
}

} // namespace posthaste::spool
