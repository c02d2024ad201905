// SPDX-License-Identifier: MIT
#include "session_store.hpp"

#include "session_directory.hpp"

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

SessionStore SessionStore::open(const std::string& directory) {
    return SessionStore{open_session_directory(directory)};
}

SessionStore SessionStore::make(const std::string& directory) {
    return SessionStore{make_session_directory(directory)};
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
