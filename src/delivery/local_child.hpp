// SPDX-License-Identifier: MIT
// Doing something with a user's rights while the program runs as root.
#pragma once

#include <posthaste/base/error.hpp>

#include <functional>
#include <optional>
#include <sys/types.h>

namespace posthaste::delivery {

struct UserRights {
    uid_t uid;
    gid_t gid;
    std::optional<gid_t> further_group;
};

// In a child process that gives root's rights up for good: a user's directories may hold links to anything, so that
// whatever root did there (create, then chown) the user could turn against other files; and the files belong to the
// user from the first moment. The work's result, error text included, comes back through a pipe. A child that ends
// without a word is ErrorKind::internal.
[[nodiscard]] Status run_as_user(const UserRights& rights, const std::function<Status()>& work);

} // namespace posthaste::delivery
