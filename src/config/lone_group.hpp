// SPDX-License-Identifier: MIT
// A group of one user, by whose means root lets that user read a file: root:posthaste 0640 keeps a service from writing
// what it reads. Nothing is known here of access control lists.
#pragma once

#include <grp.h>
#include <pwd.h>
#include <sys/types.h>

namespace posthaste::config {

// Of the group's entry and that of the user by its name: he is in no need of being listed, and nobody else is.
[[nodiscard]] bool is_of_one(const group& entry, const passwd& user) noexcept;

// The same by the system's databases; false when they have no such group or user, or do not answer.
[[nodiscard]] bool is_lone_group(gid_t id);

} // namespace posthaste::config
