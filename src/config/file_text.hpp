// SPDX-License-Identifier: MIT
// A small file read together with its status, from one descriptor: what was checked is what was read.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <sys/stat.h>

namespace posthaste::config {

struct FileText {
    std::string text;
    struct stat status;

    // Whether somebody may read or write it besides its owner and root, and besides the one user whom root gave it to
    // read (lone_group.hpp).
    [[nodiscard]] bool open_to_others() const;
};

// ErrorKind::config, with errno when it cannot be opened; over limit_bytes is refused.
[[nodiscard]] Result<FileText> read_file_text(const std::string& path, std::size_t limit_bytes);

} // namespace posthaste::config
