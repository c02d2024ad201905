// SPDX-License-Identifier: MIT
#include "user_directory.hpp"

#include <posthaste/base/fd.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/config/aliases.hpp>
#include <posthaste/config/config.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace posthaste::config {

namespace {

constexpr std::size_t max_file_bytes = 4UZ * 1024 * 1024;
constexpr const char* system_path = "/etc/aliases";

struct Opened {
    Fd file;
    struct stat status;

    [[nodiscard]] bool others_may_write() const noexcept { return (status.st_mode & (S_IWGRP | S_IWOTH)) != 0; }
};

// Without waiting for somebody to write into a FIFO.
Result<Opened> open_regular(const std::string& path, int flags) {
    Opened opened{Fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags)}, {}};
    if (!opened.file.valid() && errno == ELOOP)
        return fail(ErrorKind::config,
                    fmt::format("{} is a symbolic link, which is not followed: name the file itself", path));
    if (!opened.file.valid() || ::fstat(opened.file.get(), &opened.status) != 0)
        return fail_errno(ErrorKind::config, fmt::format("cannot open {}", path), errno);
    if (!S_ISREG(opened.status.st_mode))
        return fail(ErrorKind::config, fmt::format("{} is not a regular file", path));
    return opened;
}

Result<std::string> text_of(const Opened& opened, const std::string& path) {
    std::string text;
    std::array<char, 16384> buffer;
    for (;;) {
        const auto count = read_some(opened.file.get(), buffer);
        if (!count)
            return fail_errno(ErrorKind::config, fmt::format("cannot read {}", path), count.error().os_errno);
        if (*count == 0)
            return text;
        if (text.size() + *count > max_file_bytes)
            return fail(ErrorKind::config, fmt::format("{} is larger than {} bytes", path, max_file_bytes));
        text.append(buffer.data(), *count);
    }
}

bool is_missing(const Error& error) noexcept { return error.os_errno == ENOENT || error.os_errno == ENOTDIR; }

} // namespace

Result<AliasList> read_alias_list(const std::string& path) {
    PH_ASSIGN(const auto opened, open_regular(path, O_NOFOLLOW));
    if (opened.others_may_write())
        return fail(ErrorKind::config,
                    fmt::format("{0} can be written by others than its owner: run \"chmod go-w {0}\"", path));
    PH_ASSIGN(const auto text, text_of(opened, path));
    return parse_alias_list(text, path);
}

Result<AliasFile> read_alias_file(const std::string& path, unsigned trusted_owner) {
    PH_ASSIGN(const auto opened, open_regular(path, 0));
    PH_ASSIGN(const auto text, text_of(opened, path));
    auto file = parse_aliases(text, path);
    const bool trusted = opened.status.st_uid == trusted_owner && !opened.others_may_write();
    for (auto& entry : file.entries)
        entry.trusted = trusted;
    return file;
}

std::vector<AliasPath> alias_paths(const Config& config, const std::string& home) {
    std::vector<AliasPath> paths;
    if (config.aliases) {
        for (const auto& path : *config.aliases)
            paths.push_back({path, true});
        return paths;
    }
    paths.push_back({system_path});
    if (const auto directory = user_directory(home); !directory.empty())
        paths.push_back({directory + "/aliases", false, true});
    return paths;
}

AliasTable AliasTable::load(const std::vector<AliasPath>& paths, unsigned trusted_owner) {
    AliasTable table;
    for (const auto& path : paths) {
        auto file = read_alias_file(path.path, trusted_owner);
        if (!file && !is_missing(file.error()))
            table.warnings_.push_back(fmt::format("{}: its aliases do not count", file.error().message));
        if (!file)
            continue;
        for (auto& entry : file->entries)
            entry.trusted = entry.trusted && !path.own;
        table.add(*std::move(file));
    }
    return table;
}

void AliasTable::add(AliasFile file) {
    warnings_.insert(warnings_.end(), file.problems.begin(), file.problems.end());
    for (auto& entry : file.entries)
        entries_.insert_or_assign(entry.name, entry);
}

const AliasEntry* AliasTable::find(std::string_view name) const {
    const auto found = entries_.find(lower(name));
    return found == entries_.end() ? nullptr : &found->second;
}

} // namespace posthaste::config
