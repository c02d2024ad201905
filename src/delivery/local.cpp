// SPDX-License-Identifier: MIT
#include "local_child.hpp"
#include "local_target.hpp"
#include "mbox.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/delivery/local.hpp>
#include <posthaste/delivery/maildir.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::delivery {

namespace {

Result<std::optional<LocalUser>> find_user(const UserDirectory& users, const std::string& local_part) {
    PH_ASSIGN(auto user, users.find(local_part));
    if (!user) {
        PH_ASSIGN(user, users.find(lower(local_part))); // "Root" in an old script means root
    }
    // The name becomes part of a path.
    if (user && (user->name.empty() || user->name.front() == '.' || user->name.find('/') != std::string::npos))
        return std::nullopt;
    return user;
}

// An mbox that is there is used, whatever it is: deliver_to_mbox judges it.
Result<bool> exists(const std::string& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) == 0)
        return true;
    if (errno == ENOENT || errno == ENOTDIR)
        return false;
    return fail_errno(ErrorKind::cannot_create, fmt::format("cannot look for mbox {}", path), errno);
}

// Spool directories are commonly root:mail 2775: the group is what lets a user's process make the dot lock.
std::optional<gid_t> group_of_spool(const std::string& directory) {
    struct stat info{};
    if (::stat(directory.c_str(), &info) != 0 || (info.st_mode & S_IWGRP) == 0 || info.st_gid == 0)
        return std::nullopt;
    return info.st_gid;
}

Error explained(Error error, const LocalUser& user) {
    const bool not_allowed = error.os_errno == EACCES || error.os_errno == EPERM;
    if (not_allowed && user.uid != ::geteuid() && ::geteuid() != 0)
        error.message += fmt::format(" (only \"{}\" and root can deliver there)", user.name);
    return error;
}

std::string name_of(const Result<std::optional<LocalUser>>& found) {
    if (!found)
        return {};
    const auto& user = *found;
    return user ? user->name : std::string{};
}

Error no_such_user(const mail::Address& recipient) {
    return {ErrorKind::refused, fmt::format("no such user \"{}\" on this machine", recipient.local()), 0};
}

std::string maildir_of(const LocalUser& user) { return fmt::format("maildir {}/Maildir", user.home); }

// A file of ours in another's Maildir would be unreadable for its owner, even where it could be made.
Status check_maildir_is_ours(const LocalUser& user) {
    if (::geteuid() == 0 || user.uid == ::geteuid())
        return {};
    return fail_errno(ErrorKind::cannot_create, fmt::format("cannot deliver to {}/Maildir", user.home), EACCES);
}

// As far as it can be seen without writing.
Status foresee_maildir(const LocalUser& user) {
    PH_TRY(check_maildir_is_ours(user));
    const auto maildir = user.home + "/Maildir";
    struct stat info{};
    const bool is_there = ::stat(maildir.c_str(), &info) == 0;
    if (is_there && !S_ISDIR(info.st_mode))
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot deliver to {}", maildir), ENOTDIR);
    const auto& written = is_there ? maildir : user.home;
    const int access = ::geteuid() == 0 ? F_OK : W_OK | X_OK; // root's own say nothing of the user's
    if (::faccessat(AT_FDCWD, written.c_str(), access, AT_EACCESS) == 0)
        return {};
    return fail_errno(ErrorKind::cannot_create,
                      fmt::format("cannot {} {}", is_there ? "deliver to" : "create", maildir), errno);
}

Status foresee_mbox(const LocalUser& user, const std::string& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0)
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot look for mbox {}", path), errno);
    PH_TRY(check_mbox(info, path, user.uid));
    if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0)
        return {};
    return fail_errno(ErrorKind::io, fmt::format("cannot open {}", path), errno);
}

Status with_rights(const LocalUser& user, std::optional<gid_t> further_group, const std::function<Status()>& work) {
    if (::geteuid() != 0 || user.uid == 0)
        return work();
    return run_as_user({user.uid, user.gid, further_group}, work);
}

} // namespace

// One copy for one mailbox, whatever names it goes by.
Outcome LocalTransport::deliver(const mail::PreparedMessage& message) {
    Outcome outcome;
    std::map<std::string, RecipientOutcome> by_user;
    for (const auto& recipient : message.envelope.recipients) {
        if (is_target(recipient)) {
            outcome.recipients.push_back(deliver_to_target(recipient, message));
            continue;
        }
        const auto found = find_user(users_, recipient.local());
        const std::string name = name_of(found);
        if (const auto known = by_user.find(name); !name.empty() && known != by_user.end()) {
            outcome.recipients.push_back(known->second);
            outcome.recipients.back().recipient = recipient;
            continue;
        }
        outcome.recipients.push_back(deliver_to(recipient, found, message));
        by_user.emplace(name, outcome.recipients.back());
    }
    return outcome;
}

RecipientOutcome LocalTransport::deliver_to(const mail::Address& recipient,
                                            const Result<std::optional<LocalUser>>& found,
                                            const mail::PreparedMessage& message) const {
    RecipientOutcome outcome{recipient, Verdict::deferred, smtp::Phase::body, std::nullopt, std::nullopt, {}};
    if (!found) {
        outcome.error = found.error();
        return outcome;
    }
    const auto& user = *found;
    if (!user) {
        outcome.verdict = Verdict::rejected;
        outcome.phase = smtp::Phase::rcpt;
        outcome.error = no_such_user(recipient);
        return outcome;
    }
    auto delivered = store(*user, message, outcome.remote);
    if (!delivered) {
        outcome.error = explained(std::move(delivered).error(), *user);
        return outcome;
    }
    outcome.verdict = Verdict::delivered;
    outcome.phase = smtp::Phase::end_of_data;
    return outcome;
}

std::string LocalTransport::mbox_of(const LocalUser& user) const {
    return fmt::format("{}/{}", settings_.spool_directory, user.name);
}

Result<std::string> LocalTransport::mailbox_of(const mail::Address& recipient) const {
    if (is_target(recipient))
        return name_of_target(recipient.local());
    PH_ASSIGN(const auto found, find_user(users_, recipient.local()));
    if (!found)
        return std::unexpected(no_such_user(recipient));
    PH_ASSIGN(const bool has_mbox, exists(mbox_of(*found)));
    if (auto works = has_mbox ? foresee_mbox(*found, mbox_of(*found)) : foresee_maildir(*found); !works)
        return std::unexpected(explained(std::move(works).error(), *found));
    return has_mbox ? "mbox " + mbox_of(*found) : maildir_of(*found);
}

Status LocalTransport::store(const LocalUser& user, const mail::PreparedMessage& message, std::string& remote) const {
    const auto mbox = mbox_of(user);
    PH_ASSIGN(const bool has_mbox, exists(mbox));
    if (has_mbox) {
        remote = "mbox " + mbox;
        const MboxTarget target{mbox, user.uid, settings_.lock_wait};
        return with_rights(user, group_of_spool(settings_.spool_directory),
                           [&] { return deliver_to_mbox(files_, target, clock_.now(), message); });
    }
    remote = maildir_of(user);
    PH_TRY(check_maildir_is_ours(user));
    const auto name = maildir_name(clock_.now(), ids_.unique_id(), settings_.host);
    return with_rights(user, std::nullopt,
                       [&] { return deliver_to_maildir(files_, user.home + "/Maildir", name, message); });
}

} // namespace posthaste::delivery
