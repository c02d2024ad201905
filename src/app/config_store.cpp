// SPDX-License-Identifier: MIT
#include "config_store.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/base/secret.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>
#include <utility>

namespace posthaste::app {

namespace {

constexpr std::size_t limit_bytes = 256UZ * 1024; // as the reader of configurations has it
constexpr mode_t private_file = 0600, public_file = 0644, private_directory = 0700, usual_directory = 0755;

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Status make_directories(FileOps& files, const std::string& path) {
    for (auto end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1))
        PH_TRY(files.make_directory(path.substr(0, end), usual_directory));
    return files.make_directory(path, usual_directory);
}

std::string real_path(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
    return real == nullptr ? std::string{} : std::string(real.get());
}

// The descriptor is of a file that nobody else knows yet.
Status take_after(int fd, const struct stat& old, Visibility visibility, const std::string& path) {
    const mode_t kept = old.st_mode & 07777;
    if ((old.st_uid != ::geteuid() || old.st_gid != ::getegid()) && ::fchown(fd, old.st_uid, old.st_gid) != 0)
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot keep the owner of {}", path), errno);
    if (::fchmod(fd, visibility == Visibility::owner_only ? kept & 0700 : kept) != 0)
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot keep the mode of {}", path), errno);
    return {};
}

Status write_draft(FileOps& files, const std::string& draft, const StoredText& stored, std::string_view text,
                   Visibility visibility) {
    PH_ASSIGN(Fd file, files.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, private_file));
    PH_TRY(files.write(file.get(), text));
    if (stored.status)
        PH_TRY(take_after(file.get(), *stored.status, visibility, stored.path));
    else if (visibility == Visibility::everyone && ::fchmod(file.get(), public_file) != 0)
        return fail_errno(ErrorKind::cannot_create, fmt::format("cannot set the mode of {}", stored.path), errno);
    PH_TRY(files.sync(file.get()));
    return files.close(std::move(file));
}

} // namespace

Result<StoredText> read_stored(const std::string& path) {
    StoredText stored;
    stored.path = path;
    stored.target = real_path(path);
    if (stored.target.empty()) {
        struct stat link{};
        if (::lstat(path.c_str(), &link) == 0)
            return fail(ErrorKind::config, fmt::format("{} is a link that leads nowhere", path));
        stored.target = path;
        return stored;
    }
    struct stat status{};
    if (::stat(stored.target.c_str(), &status) != 0)
        return fail_errno(ErrorKind::config, fmt::format("cannot read {}", path), errno);
    if (!S_ISREG(status.st_mode))
        return fail(ErrorKind::config, fmt::format("{} is no file that could be changed", path));
    auto text = read_file(stored.target, limit_bytes);
    if (!text)
        return fail_errno(ErrorKind::config, fmt::format("cannot read {}", path), text.error().os_errno);
    stored.text = *std::move(text);
    stored.status = status;
    return stored;
}

ReadyText::ReadyText(FileOps& files, const StoredText& stored)
    : files_(&files), path_(stored.path), target_(stored.target),
      draft_(fmt::format("{}/.posthaste-{}", directory_of(stored.target), SystemIdSource().unique_id())) {}

ReadyText::ReadyText(ReadyText&& other) noexcept
    : files_(other.files_), path_(std::move(other.path_)), target_(std::move(other.target_)),
      draft_(std::move(other.draft_)), to_remove_(std::exchange(other.to_remove_, {})) {}

ReadyText::~ReadyText() {
    if (!to_remove_.empty())
        (void)files_->unlink(to_remove_); // it may not be there
}

Result<ReadyText> ReadyText::write(FileOps& files, const StoredText& stored, std::string_view text,
                                   Visibility visibility) {
    if (!stored.status)
        PH_TRY(make_directories(files, directory_of(stored.target)));
    ReadyText ready(files, stored);
    ready.to_remove_ = ready.draft_;
    if (auto written = write_draft(files, ready.draft_, stored, text, visibility); !written)
        return with_context(fmt::format("cannot write {}", stored.path), std::move(written).error());
    return ready;
}

Status ReadyText::replace() {
    if (auto renamed = files_->rename(draft_, target_); !renamed)
        return with_context(fmt::format("cannot write {}", path_), std::move(renamed).error());
    keep();
    return {};
}

// Where the file system has no links, by a look and a rename.
Status ReadyText::add() {
    auto added = files_->link(draft_, target_);
    const bool is_there = !added && (added.error().os_errno == EEXIST || files_->status_of(target_).has_value());
    if (is_there)
        return fail(ErrorKind::cannot_create, fmt::format("{} is there already, and is not overwritten", path_));
    if (added)
        (void)files_->unlink(draft_);
    else
        added = files_->rename(draft_, target_);
    if (!added)
        return with_context(fmt::format("cannot write {}", path_), std::move(added).error());
    to_remove_ = target_;
    return sync();
}

Status ReadyText::sync() const { return files_->sync_directory(directory_of(target_)); }

Status replace_stored(FileOps& files, const StoredText& stored, std::string_view text, Visibility visibility) {
    PH_ASSIGN(auto ready, ReadyText::write(files, stored, text, visibility));
    PH_TRY(ready.replace());
    return ready.sync();
}

std::string secret_path(const std::string& config_path, std::string_view account, int number) {
    std::string name;
    for (const char c : account) {
        const bool plain = (to_lower(c) >= 'a' && to_lower(c) <= 'z') || is_digit(c) || c == '-' || c == '_' ||
                           c == '@' || (c == '.' && !name.empty());
        name += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return fmt::format("{}/secrets/{}{}", directory_of(config_path), name,
                       number == 1 ? std::string{} : fmt::format("-{}", number));
}

bool is_secret_path(std::string_view path, const std::string& config_path, std::string_view account) {
    const auto first = secret_path(config_path, account);
    if (!path.starts_with(first))
        return false;
    path.remove_prefix(first.size());
    return path.empty() || (path.size() > 1 && path.front() == '-' && std::ranges::all_of(path.substr(1), is_digit));
}

Result<ReadyText> ready_secret(FileOps& files, const std::string& path, std::string_view secret) {
    StoredText stored;
    stored.path = stored.target = path;
    const auto directory = directory_of(path);
    PH_TRY(make_directories(files, directory_of(directory)));
    PH_TRY(files.make_directory(directory, private_directory));
    std::string line(secret);
    line += '\n';
    auto ready = ReadyText::write(files, stored, line, Visibility::owner_only);
    wipe(line);
    return ready;
}

} // namespace posthaste::app
