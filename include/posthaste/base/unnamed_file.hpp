// SPDX-License-Identifier: MIT
// The file a message is kept in until it has been sent: it has no name, so nothing is left behind however we end.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>

#include <string>
#include <vector>

namespace posthaste {

// In the first of the directories that takes it. ErrorKind::cannot_create (no_space when full) naming the last.
[[nodiscard]] Result<Fd> open_unnamed_file(const std::vector<std::string>& directories);
// $TMPDIR, /var/tmp, /tmp: in this order, since /tmp may be in memory.
[[nodiscard]] std::vector<std::string> temporary_directories();

} // namespace posthaste
