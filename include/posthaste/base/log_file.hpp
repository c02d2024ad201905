// SPDX-License-Identifier: MIT
// A file that lines are added to, also by other processes at the same time: each line is one write(2) at the file's
// end. It is opened for each of them, so that nothing goes into a file that was moved away (logrotate), and made where
// it is missing, with mode 0600; the mode of one that is there stays. A link in its place is not followed. Nothing is
// synced, and nothing waits: a FIFO that nobody reads is an error.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>

namespace posthaste {

// line: without its end. On an error nothing of it is there, or a part of it when the disk is full,
// which ends as a line does.
[[nodiscard]] Status append_line(const std::string& path, std::string_view line);

} // namespace posthaste
