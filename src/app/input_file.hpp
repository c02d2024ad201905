// SPDX-License-Identifier: MIT
// The files that a command line names for a message.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/fd.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace posthaste::app {

struct InputFile {
    Fd file;
    std::string name;                        // for errors
    std::optional<std::uint64_t> size_bytes; // of a regular file
};

// "-" is stdin. ErrorKind::no_input naming a file that is missing, unreadable or a directory.
[[nodiscard]] Result<InputFile> open_input(const std::string& path);

} // namespace posthaste::app
