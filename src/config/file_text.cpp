// SPDX-License-Identifier: MIT
#include "file_text.hpp"

#include "lone_group.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/secret.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>

namespace posthaste::config {

bool FileText::open_to_others() const {
    const mode_t others = status.st_mode & (S_IRWXG | S_IRWXO);
    if (others != S_IRGRP || status.st_uid != 0 || status.st_gid == 0)
        return others != 0;
    return !is_lone_group(status.st_gid);
}

Result<FileText> read_file_text(const std::string& path, std::size_t limit_bytes) {
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (!file.valid())
        return fail_errno(ErrorKind::config, fmt::format("cannot open {}", path), errno);
    FileText result{};
    if (::fstat(file.get(), &result.status) != 0)
        return fail_errno(ErrorKind::config, fmt::format("cannot read {}", path), errno);
    std::string buffer(4096, '\0');
    for (;;) {
        auto count = read_some(file.get(), buffer);
        if (!count)
            return fail_errno(ErrorKind::config, fmt::format("cannot read {}", path), count.error().os_errno);
        if (*count == 0)
            break;
        if (result.text.size() + *count > limit_bytes)
            return fail(ErrorKind::config, fmt::format("{} is larger than {} bytes", path, limit_bytes));
        result.text.append(buffer, 0, *count);
    }
    wipe(buffer); // it may have held a password
    return result;
}

} // namespace posthaste::config
