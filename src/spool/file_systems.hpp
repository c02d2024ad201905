// SPDX-License-Identifier: MIT
// File systems on which flock(2) or the durability of a new name is not what the queue needs.
#pragma once

#include <string>

namespace posthaste::spool {

// Its name, for people; empty: it will do, as far as is known.
[[nodiscard]] std::string unfit_file_system(const std::string& path);
[[nodiscard]] std::string unfit_file_system(long type) noexcept; // statfs(2)'s f_type

} // namespace posthaste::spool
