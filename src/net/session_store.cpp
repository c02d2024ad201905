// SPDX-License-Identifier: MIT
#include "session_store.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <span>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::net {

namespace {
constexpr off_t largest = 65536; // a session with its certificate has some two thousand octets
constexpr time_t day = 86400;
constexpr mode_t others = S_IRWXG | S_IRWXO;

bool ours_alone(const struct stat& status) { return status.st_uid == ::geteuid() && (status.st_mode & others) == 0; }

// What others can write into they could put in another's place.
bool ours_to_write(const struct stat& status) {
    return status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

using Condition = bool (*)(const struct stat&);

Fd open_directory_at(int parent, const char* name, Condition fit) {
    Fd directory{::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    struct stat status{};
    if (directory.valid() && (::fstat(directory.get(), &status) != 0 || !fit(status)))
        directory.reset();
    return directory;
}

// The last two components are those that we make ourselves: neither may be a link, or somebody else's. Where the user's
// variables point to before that is the user's business, even for root under sudo(8): nothing of ours is there then.
Fd open_directory(const std::string& path) {
    const auto last = path.rfind('/');
    const auto before = last == std::string::npos || last == 0 ? std::string::npos : path.rfind('/', last - 1);
    if (before == std::string::npos)
        return {};
    const Fd base{::open(path.substr(0, before + 1).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!base.valid())
        return {};
    const Fd parent = open_directory_at(base.get(), path.substr(before + 1, last - before - 1).c_str(), ours_to_write);
    return parent.valid() ? open_directory_at(parent.get(), path.substr(last + 1).c_str(), ours_alone) : Fd();
}

bool is_ours(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && status.st_uid == ::geteuid();
}

// Nothing is made in the house of somebody else: root by sudo(8), with the variables of a user, would leave there what
// the user cannot use.
bool make_above(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos || slash == 0)
        return false;
    const std::string parent = path.substr(0, slash);
    struct stat status{};
    if (::stat(parent.c_str(), &status) != 0 && !make_above(parent))
        return false;
    return is_ours(parent) && (::mkdir(path.c_str(), S_IRWXU) == 0 || errno == EEXIST);
}

// The last in one that is no link: whoever may put a link in its place has us make directories where they may not.
bool make_directories(const std::string& path) {
    const std::string parent = path.substr(0, path.rfind('/'));
    struct stat status{};
    if (::lstat(parent.c_str(), &status) != 0)
        return make_above(path);
    return S_ISDIR(status.st_mode) && ours_to_write(status) && ::mkdir(path.c_str(), S_IRWXU) == 0;
}

// As we name them: a SHA-256, and for one that is being written something behind a dot. What else somebody keeps in the
// directory is not ours to remove.
bool is_session_name(std::string_view name) {
    constexpr std::size_t digits = 64;
    const auto is_lower_hex = [](char c) { return is_hex_digit(c) && to_lower(c) == c; };
    return name.size() >= digits && std::ranges::all_of(name.substr(0, digits), is_lower_hex) &&
           (name.size() == digits || name[digits] == '.');
}

std::optional<std::string> read_whole(int fd, off_t size) {
    std::string bytes(static_cast<std::size_t>(size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto count = read_some(fd, std::span(bytes).subspan(done));
        if (!count || *count == 0)
            return std::nullopt;
        done += *count;
    }
    return bytes;
}
} // namespace

SessionStore SessionStore::open(const std::string& directory) { return SessionStore{open_directory(directory)}; }

SessionStore SessionStore::make(const std::string& directory) {
    Fd opened = open_directory(directory);
    if (!opened.valid() && ::access(directory.c_str(), F_OK) != 0 && make_directories(directory))
        opened = open_directory(directory);
    return SessionStore{std::move(opened)};
}

std::optional<std::string> SessionStore::read(const std::string& name) const {
    if (!directory_.valid())
        return std::nullopt;
    const Fd file{::openat(directory_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    if (!file.valid() && errno == ENOENT)
        return std::nullopt;
    struct stat status{};
    const bool usable = file.valid() && ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) &&
                        ours_alone(status) && status.st_size > 0 && status.st_size <= largest;
    auto bytes = usable ? read_whole(file.get(), status.st_size) : std::nullopt;
    if (!bytes)
        remove(name);
    return bytes;
}

bool SessionStore::remove(const std::string& name) const {
    struct stat status{};
    return directory_.valid() && ::fstatat(directory_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           status.st_uid == ::geteuid() && ::unlinkat(directory_.get(), name.c_str(), 0) == 0;
}

void SessionStore::write(const std::string& name, std::string_view bytes) const {
    if (!directory_.valid())
        return;
    const std::string fresh = fmt::format("{}.{}", name, ::getpid());
    Fd file{::openat(directory_.get(), fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                     S_IRUSR | S_IWUSR)};
    const bool written = file.valid() && write_all(file.get(), bytes);
    file.reset();
    if (!written || ::renameat(directory_.get(), fresh.c_str(), directory_.get(), name.c_str()) != 0)
        remove(fresh); // or what a process of the same number left behind
    sweep();
}

void SessionStore::sweep() const {
    struct DirectoryDeleter {
        void operator()(DIR* directory) const noexcept { ::closedir(directory); }
    };
    const int copy = ::openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, DirectoryDeleter> directory{copy < 0 ? nullptr : ::fdopendir(copy)};
    if (!directory)
        return;
    const time_t now = std::time(nullptr);
    while (const dirent* entry = ::readdir(directory.get())) {
        struct stat status{};
        const std::string name = entry->d_name;
        if (is_session_name(name) && ::fstatat(directory_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode) && now - status.st_mtime > day)
            remove(name);
    }
}

} // namespace posthaste::net
