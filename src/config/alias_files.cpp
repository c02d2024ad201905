// SPDX-License-Identifier: MIT
#include "alias_text.hpp"
#include "user_directory.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/config/aliases.hpp>
#include <posthaste/config/config.hpp>

#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::config {

namespace {

constexpr const char* system_path = "/etc/aliases";

bool is_missing(const Error& error) noexcept { return error.os_errno == ENOENT || error.os_errno == ENOTDIR; }

Status check_writers(const AliasText& read, const std::string& path) {
    if (!read.others_may_write)
        return {};
    return fail(ErrorKind::config,
                fmt::format("{0} can be written by others than its owner: run \"chmod go-w {0}\"", path));
}

// Whoever can write it gets the mail of everybody in it.
Status check_owner(const AliasText& read, const std::string& path, unsigned trusted_owner) {
    if (read.owner == 0 || read.owner == trusted_owner || read.owner == ::geteuid())
        return check_writers(read, path);
    return fail(ErrorKind::config,
                fmt::format("{} belongs to uid {}, who is neither root nor you: run \"chown root {}\" as root", path,
                            read.owner, path));
}

// As it is for one who became root and kept XDG_CONFIG_HOME.
AliasFile file_of_a_stranger(const AliasText& read, const std::string& path) {
    AliasFile file;
    file.path = path;
    file.size_bytes = read.text.size();
    file.problems.push_back(
        fmt::format("{} belongs to uid {}, not to you: its aliases do not count", path, read.owner));
    return file;
}

// Where nobody knows whom a name stands for, its mail waits; a file that was left out will not come by itself.
Error unknown_for_now(Error error, bool named) {
    const bool will_not_come = named && is_missing(error);
    return {will_not_come ? ErrorKind::config : ErrorKind::timeout,
            fmt::format("{}: whom names of this machine stand for is not known", error.message), error.os_errno};
}

} // namespace

Result<AliasList> read_alias_list(const std::string& path) {
    PH_ASSIGN(const auto read, read_alias_text(path, Links::refused));
    PH_TRY(check_writers(read, path));
    return parse_alias_list(read.text, path);
}

Result<std::optional<AliasFile>> read_alias_file(const AliasPath& path, unsigned trusted_owner) {
    auto read = read_alias_text(path.path, Links::followed);
    if (!read && !path.named && is_missing(read.error()))
        return std::nullopt;
    if (!read)
        return std::unexpected(std::move(read).error());
    if (path.own && read->owner != ::geteuid() && read->owner != 0)
        return file_of_a_stranger(*read, path.path);
    PH_TRY(check_owner(*read, path.path, trusted_owner));
    auto file = parse_aliases(read->text, path.path);
    for (auto& entry : file.entries)
        entry.trusted = read->owner == trusted_owner && !path.own;
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
        auto file = read_alias_file(path, trusted_owner);
        if (!file)
            table.lose(unknown_for_now(std::move(file).error(), path.named));
        else if (auto& found = *file)
            table.add(*std::move(found));
    }
    return table;
}

void AliasTable::add(AliasFile file) {
    for (auto& entry : file.entries) {
        faults_.erase(entry.name);
        entries_.insert_or_assign(entry.name, entry);
    }
    for (auto& [name, faults] : file.faults)
        faults_.insert_or_assign(name, std::move(faults));
}

// It could have replaced whatever the ones before it say.
void AliasTable::lose(Error error) {
    entries_.clear();
    faults_.clear();
    if (!lost_)
        lost_ = std::move(error);
}

const AliasEntry* AliasTable::find(std::string_view name) const {
    const auto found = entries_.find(lower(name));
    return found == entries_.end() ? nullptr : &found->second;
}

std::span<const std::string> AliasTable::faults_of(std::string_view name) const {
    const auto found = faults_.find(lower(name));
    return found == faults_.end() ? std::span<const std::string>{} : found->second;
}

} // namespace posthaste::config
