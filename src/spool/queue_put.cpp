// SPDX-License-Identifier: MIT
// How a message comes into the queue: written whole and synced without a name, then named, then the directory is
// synced.
#include "entry_file.hpp"
#include "file_systems.hpp"
#include "frame.hpp"

#include <posthaste/base/descriptors.hpp>
#include <posthaste/base/io.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <span>
#include <unistd.h>

namespace posthaste::spool {

namespace {

constexpr mode_t private_directory = 0700;
constexpr mode_t private_file = 0600;
constexpr std::array<std::string_view, 5> parts{"/queue", "/tmp", "/failed", "/corrupt", "/accounts"};
constexpr int most_names = 8; // that are taken, one after the other: 35 random bits each
constexpr std::chrono::hours leftover_age{36};

bool is_top(std::string_view path) { return path.empty() || path == "/" || path == "."; }

std::string parent_of(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos)
        return ".";
    return slash == 0 ? "/" : std::string(path.substr(0, slash));
}

// close(2) reports what a file system has kept to itself so far; the descriptor that is named later stays open.
Status check_close(FileOps& files, int fd) {
    PH_ASSIGN(Fd other, duplicate(fd));
    return files.close(std::move(other));
}

Status finish_file(FileOps& files, int fd) {
    PH_TRY(files.sync(fd));
    return check_close(files, fd);
}

} // namespace

Result<bool> Queue::has_part(std::string_view part) {
    const auto path = fmt::format("{}{}", directory_, part);
    const auto info = files_.status_of(path);
    if (!info && info.error().os_errno == ENOENT)
        return false;
    if (!info)
        return std::unexpected(info.error());
    if (!S_ISDIR(info->st_mode))
        return fail(ErrorKind::config, fmt::format("{} is not a directory: move it away", path));
    return true;
}

Status Queue::prepare() {
    bool all = true;
    for (const auto part : parts) {
        PH_ASSIGN(const bool there, has_part(part));
        all = all && there;
    }
    if (!all)
        PH_TRY(make_directories());
    return check_directory();
}

bool Queue::exists() const {
    const auto info = files_.status_of(draft_directory());
    return info && S_ISDIR(info->st_mode);
}

// Another process may see what we have made before it is durable, and may be left alone with it if we are killed. So
// the last part is made when all other names are on the disk: it tells that they are.
Status Queue::make_directories() {
    std::vector<std::string> missing;
    for (auto path = directory_; !is_top(path) && !files_.status_of(path); path = parent_of(path))
        missing.push_back(path);
    for (auto path = missing.rbegin(); path != missing.rend(); ++path)
        PH_TRY(files_.make_directory(*path, private_directory));
    PH_TRY(check_directory());
    return make_parts();
}

Status Queue::make_parts() {
    const auto make = [this](std::string_view part) {
        return files_.make_directory(fmt::format("{}{}", directory_, part), private_directory);
    };
    for (const auto part : std::span(parts).first<parts.size() - 1>())
        PH_TRY(make(part));
    PH_TRY(files_.sync_directory(directory_));
    PH_TRY(sync_parents());
    PH_TRY(make(parts.back()));
    return files_.sync_directory(directory_);
}

// Also those that were there: they may be somebody's who was killed a moment ago. What belongs to others is older, and
// may be closed to us.
Status Queue::sync_parents() {
    PH_ASSIGN(auto info, files_.status_of(directory_));
    for (auto path = directory_; !is_top(path) && info.st_uid == ::geteuid();) {
        path = parent_of(path);
        auto synced = files_.sync_directory(path);
        PH_ASSIGN(info, files_.status_of(path));
        const bool closed = !synced && synced.error().os_errno == EACCES && info.st_uid != ::geteuid();
        if (!synced && !closed)
            return synced;
    }
    return {};
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
    const auto payload = write_entry(entry);
    if (const auto again = read_entry(payload); !again || write_entry(*again) != payload)
        return fail(ErrorKind::internal, fmt::format("the envelope could not be read again: {}",
                                                     again ? "it differs" : again.error().message));
    auto tail = make_frame(envelope_magic, payload);
    const auto envelope_bytes = tail.size();
    const auto journal = write_events(events, 0);
    tail += journal;
    if (tail.size() > max_accepted_tail_bytes)
        return fail(ErrorKind::data, fmt::format("{} recipients are too many for one message in the queue",
                                                 entry.envelope.recipients.size()));
    PH_ASSIGN(const auto info, files_.status(content.get()));
    if (static_cast<std::uint64_t>(info.st_size) != entry.facts.size_bytes)
        PH_TRY(files_.truncate(content.get(), static_cast<off_t>(entry.facts.size_bytes)));
    PH_TRY(files_.write_at(content.get(), entry.facts.size_bytes, tail));
    PH_TRY(finish_file(files_, content.get()));
    Claim claim;
    claim.name = {make_id(), entry.facts.size_bytes};
    claim.state = initial_state(entry);
    for (const auto& event : events)
        apply(claim.state, event);
    claim.entry = std::move(entry);
    claim.journal_begin_ = claim.name.content_bytes + envelope_bytes;
    claim.journal_end_ = claim.name.content_bytes + tail.size();
    claim.synced_bytes_ = journal.size();
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
    return sync_new_name(claim.name);
}

// Once more after it was taken back: else a message that was refused might come to life with the next power cut.
Status Queue::sync_new_name(const Name& name) {
    auto synced = files_.sync_directory(path(Place::queue));
    if (!synced) {
        (void)files_.unlink(path(Place::queue, name));
        (void)files_.sync_directory(path(Place::queue));
    }
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
    PH_TRY(sync_new_name(claim.name));
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
    if (!info || !S_ISREG(info->st_mode))
        return;
    const auto present = std::chrono::floor<std::chrono::seconds>(now()).time_since_epoch().count();
    const auto then = std::clamp<std::int64_t>(info->st_mtime, 0, 2 * present);
    if (std::abs(present - then) < std::chrono::seconds{leftover_age}.count()) // the clock may have been set back
        return;
    auto file = files_.open(where, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0);
    if (!file)
        return;
    if (const auto locked = files_.lock(file->get()); locked && *locked)
        (void)files_.unlink(where);
}

} // namespace posthaste::spool
