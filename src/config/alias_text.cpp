// SPDX-License-Identifier: MIT
#include "alias_text.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <string_view>
#include <sys/stat.h>

namespace posthaste::config {

namespace {

constexpr std::size_t max_file_bytes = 4UZ * 1024 * 1024;
constexpr int reading = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK; // without waiting for a FIFO's writer

std::unexpected<Error> cannot_open(const std::string& path) {
    return fail_errno(ErrorKind::config, fmt::format("cannot open {}", path), errno);
}

std::unexpected<Error> is_link(std::string_view path) {
    return fail(ErrorKind::config,
                fmt::format("{} is a symbolic link, which is not followed: name the file itself", path));
}

// One name after the other, each seen from the directory before it, so that none can be exchanged meanwhile.
// openat2(2) with RESOLVE_NO_SYMLINKS does the same, where the kernel has it and no container forbids it.
Result<Fd> open_without_links(const std::string& path) {
    Fd directory{::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)};
    for (std::size_t begin = path.find_first_not_of('/'); begin != std::string::npos;) {
        const auto end = std::min(path.find('/', begin), path.size());
        const auto next = path.find_first_not_of('/', end);
        const auto name = path.substr(begin, end - begin);
        Fd entry{::openat(directory.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)};
        struct stat status{};
        if (!entry.valid() || ::fstat(entry.get(), &status) != 0)
            return cannot_open(path);
        if (S_ISLNK(status.st_mode))
            return is_link(std::string_view(path).substr(0, end));
        if (next != std::string::npos) {
            directory = std::move(entry);
        } else if (end == path.size()) {
            Fd file{::openat(directory.get(), name.c_str(), reading | O_NOFOLLOW)};
            return file.valid() ? Result<Fd>(std::move(file)) : errno == ELOOP ? is_link(path) : cannot_open(path);
        }
        begin = next;
    }
    return fail(ErrorKind::config, fmt::format("{} is not a regular file", path));
}

Result<Fd> open_file(const std::string& path, Links links) {
    if (links == Links::refused)
        return open_without_links(path);
    Fd file{::open(path.c_str(), reading)};
    return file.valid() ? Result<Fd>(std::move(file)) : cannot_open(path);
}

Result<std::string> text_of(int file, const std::string& path) {
    std::string text;
    std::array<char, 16384> buffer;
    for (;;) {
        const auto count = read_some(file, buffer);
        if (!count)
            return fail_errno(ErrorKind::config, fmt::format("cannot read {}", path), count.error().os_errno);
        if (*count == 0)
            return text;
        if (text.size() + *count > max_file_bytes)
            return fail(ErrorKind::config, fmt::format("{} is larger than {} bytes", path, max_file_bytes));
        text.append(buffer.data(), *count);
    }
}

} // namespace

Result<AliasText> read_alias_text(const std::string& path, Links links) {
    PH_ASSIGN(const auto file, open_file(path, links));
    struct stat status{};
    if (::fstat(file.get(), &status) != 0)
        return cannot_open(path);
    if (!S_ISREG(status.st_mode))
        return fail(ErrorKind::config, fmt::format("{} is not a regular file", path));
    PH_ASSIGN(auto text, text_of(file.get(), path));
    return AliasText{std::move(text), status.st_uid, (status.st_mode & (S_IWGRP | S_IWOTH)) != 0};
}

} // namespace posthaste::config
