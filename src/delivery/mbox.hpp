// SPDX-License-Identifier: MIT
// Appending to a user's mbox, by the caller's own rights. Success: synced. Failure: the file has its old
// length, or the error says that part of the message is left.
#pragma once

#include <posthaste/base/file_ops.hpp>
#include <posthaste/mail/prepared_message.hpp>

#include <chrono>
#include <string>
#include <sys/stat.h>

namespace posthaste::delivery {

struct MboxTarget {
    std::string path;
    uid_t owner; // who must own it
    std::chrono::milliseconds lock_wait;
    bool make = false; // where it is not there; else it is
};

// Whether mail may be appended to what is there.
[[nodiscard]] Status check_mbox(const struct stat& info, const std::string& path, uid_t owner);
[[nodiscard]] Status deliver_to_mbox(FileOps& files, const MboxTarget& target,
                                     std::chrono::system_clock::time_point now, const mail::PreparedMessage& message);

} // namespace posthaste::delivery
