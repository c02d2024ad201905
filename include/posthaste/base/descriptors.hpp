// SPDX-License-Identifier: MIT
// Small questions to descriptors of any kind.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>

namespace posthaste {

// Another descriptor of the same open file, with its position and its locks. ErrorKind::io.
[[nodiscard]] Result<Fd> duplicate(int fd);

// Whether there is something to read now, or an end; nothing is read. False for -1.
[[nodiscard]] bool is_readable(int fd) noexcept;

} // namespace posthaste
