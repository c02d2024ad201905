// SPDX-License-Identifier: MIT
// Reading and writing descriptors; EINTR is handled here and nowhere else. Errors are ErrorKind::io (no_space when
// full).
#pragma once

#include <posthaste/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace posthaste {

Result<std::size_t> read_some(int fd, std::span<char> buffer); // 0 is the end
Status write_all(int fd, std::string_view bytes);
Result<std::size_t> pread_some(int fd, std::span<char> buffer, std::uint64_t offset);
// The whole of a file, refused (ErrorKind::io) when it holds more than limit_bytes. A missing file keeps its errno.
Result<std::string> read_file(const std::string& path, std::size_t limit_bytes);

} // namespace posthaste
