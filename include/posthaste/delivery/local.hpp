// SPDX-License-Identifier: MIT
// Mail for users of this machine: into ~/Maildir (made when missing) or, when /var/mail/USER exists, appended to that
// mbox under the locks that other programs honour (dot lock, then fcntl). CRLF becomes LF. Durable (fsynced, and the
// directory too where the name is new) before a recipient counts as delivered. Runs as the calling user and gains no
// rights: another user's mailbox that cannot be written is a deferred recipient with the reason.
#pragma once

#include <posthaste/base/clock.hpp>
#include <posthaste/base/file_ops.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/delivery/transport.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace posthaste::delivery {

struct LocalUser {
    std::string name, home;
    uid_t uid;
    gid_t gid;
};

class UserDirectory { // a seam over getpwnam_r
  public:
    virtual ~UserDirectory() = default;
    // nullopt: there is no such user. An error: nobody knows, the database cannot be asked now.
    [[nodiscard]] virtual Result<std::optional<LocalUser>> find(const std::string& name) const = 0;
};

class SystemUserDirectory final : public UserDirectory {
  public:
    [[nodiscard]] Result<std::optional<LocalUser>> find(const std::string& name) const override;
};

// What the alias files name besides people, as it stands in an envelope: without a domain.
struct LocalTarget {
    std::string text;  // "|command" or "/file"
    std::string alias; // the name that stands for it
};

struct LocalSettings {
    std::string spool_directory = "/var/mail";
    std::string host = "localhost";            // in Maildir file names
    std::chrono::milliseconds lock_wait{5000}; // for each of an mbox's locks; then deferred
    std::vector<LocalTarget> targets{};        // those that the alias files name now: no others are run or written
    std::string user{}, home{};                // of whoever runs the program, for a command's environment
};

class LocalTransport final : public Transport {
  public:
    // All references must outlive the transport.
    LocalTransport(LocalSettings settings, const UserDirectory& users, FileOps& files, const Clock& clock,
                   IdSource& ids)
        : settings_(std::move(settings)), users_(users), files_(files), clock_(clock), ids_(ids) {}
    // Each recipient's local part is the user (a domain, if any, was judged local by the caller). No such user:
    // rejected. A bare one that begins with '|' or '/' is one of the settings' targets, or rejected: it is run, or
    // appended to as an mbox, as the calling user; by root as nobody, since root's rights are not for what mail starts.
    Outcome deliver(const mail::PreparedMessage& message) override;
    // Where it would be stored: "mbox /var/mail/ann", "maildir /home/ann/Maildir". ErrorKind::refused: no such user.
    // Other errors are those that delivering would have, as far as they can be seen without writing.
    [[nodiscard]] Result<std::string> mailbox_of(const mail::Address& recipient) const;

  private:
    [[nodiscard]] RecipientOutcome deliver_to(const mail::Address& recipient,
                                              const Result<std::optional<LocalUser>>& found,
                                              const mail::PreparedMessage& message) const;
    [[nodiscard]] RecipientOutcome deliver_to_target(const mail::Address& recipient,
                                                     const mail::PreparedMessage& message) const;
    [[nodiscard]] Status hand_to_target(const LocalTarget& target, const mail::PreparedMessage& message) const;
    [[nodiscard]] std::string mbox_of(const LocalUser& user) const;
    // remote: set to what the outcome calls the mailbox, failure or not.
    [[nodiscard]] Status store(const LocalUser& user, const mail::PreparedMessage& message, std::string& remote) const;

    LocalSettings settings_;
    const UserDirectory& users_;
    FileOps& files_;
    const Clock& clock_;
    IdSource& ids_;
};

} // namespace posthaste::delivery
