// SPDX-License-Identifier: MIT
#include "config_store.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/random.hpp>
#include <posthaste/base/secret.hpp>
#include <posthaste/base/text.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace posthaste::app {

namespace {

constexpr std::size_t limit_bytes = 256UZ * 1024; // as the reader of configurations has it
constexpr mode_t private_file = 0600, usual_file = 0644, private_directory = 0700;

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Status make_directories(FileOps& files, const std::string& path) {
    for (auto end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1))
        PH_TRY(files.make_directory(path.substr(0, end), private_directory));
    return files.make_directory(path, private_directory);
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
    const auto mode = stored.status || visibility == Visibility::owner_only ? private_file : usual_file;
    PH_ASSIGN(Fd file, files.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
    PH_TRY(files.write(file.get(), text));
    if (stored.status)
        PH_TRY(take_after(file.get(), *stored.status, visibility, stored.path));
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

Status replace_stored(FileOps& files, const StoredText& stored, std::string_view text, Visibility visibility) {
    const auto directory = directory_of(stored.target);
    if (!stored.status)
        PH_TRY(make_directories(files, directory));
    const auto draft = fmt::format("{}/.posthaste-{}", directory, SystemIdSource().unique_id());
    auto written = write_draft(files, draft, stored, text, visibility);
    if (written)
        written = files.rename(draft, stored.target);
    if (!written) {
        (void)files.unlink(draft); // it may not be there
        return with_context(fmt::format("cannot write {}", stored.path), std::move(written).error());
    }
    return files.sync_directory(directory);
}

std::string secret_path(const std::string& config_path, std::string_view account) {
    std::string name;
    for (const char c : account) {
        const bool plain = (to_lower(c) >= 'a' && to_lower(c) <= 'z') || is_digit(c) || c == '-' || c == '_' ||
                           c == '@' || (c == '.' && !name.empty());
        name += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return fmt::format("{}/secrets/{}", directory_of(config_path), name);
}

Status write_secret(FileOps& files, const std::string& path, std::string_view secret) {
    StoredText stored;
    stored.path = stored.target = path;
    std::string line(secret);
    line += '\n';
    const auto written = replace_stored(files, stored, line, Visibility::owner_only);
    wipe(line);
    return written;
}

} // namespace posthaste::app
