// SPDX-License-Identifier: MIT
#include "session_directory.hpp"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace posthaste::net {

namespace {
using Condition = bool (*)(const struct stat&);

bool ours(const struct stat& status) { return status.st_uid == ::geteuid(); }
bool ours_alone(const struct stat& status) { return ours(status) && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0; }
// What others can write into they could put in another's place.
bool ours_to_write(const struct stat& status) { return ours(status) && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0; }

struct Place {
    std::string above, parent, name; // "/home/ann/.local/state", "posthaste", "tls"
};

std::optional<Place> place_of(const std::string& path) {
    const auto last = path.rfind('/');
    const auto before = last == std::string::npos || last == 0 ? last : path.rfind('/', last - 1);
    if (before == std::string::npos || before == 0 || last == 0)
        return std::nullopt;
    return Place{path.substr(0, before), path.substr(before + 1, last - before - 1), path.substr(last + 1)};
}

// Each step as far as there are any, and what a link leads to at the end. A user's link would have root write
// elsewhere.
bool way_is_safe(const std::string& path) {
    if (::geteuid() != 0)
        return true;
    struct stat status{};
    for (auto end = path.find('/', 1);; end = path.find('/', end + 1)) {
        if (::lstat(path.substr(0, end).c_str(), &status) != 0)
            return errno == ENOENT;
        if (!ours(status))
            return false;
        if (end == std::string::npos)
            return ::stat(path.c_str(), &status) == 0 && ours(status);
    }
}

Fd open_at(int parent, const char* name, Condition fit) {
    Fd directory{::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    struct stat status{};
    if (directory.valid() && (::fstat(directory.get(), &status) != 0 || !fit(status)))
        directory.reset();
    return directory;
}

// By the descriptor of its parent: a path could lead elsewhere by now.
Fd make_at(int parent, const char* name, Condition fit) {
    Fd directory = open_at(parent, name, fit);
    if (directory.valid() || ::mkdirat(parent, name, S_IRWXU) != 0)
        return directory;
    return open_at(parent, name, fit);
}

Fd open_above(const Place& place) {
    if (!way_is_safe(place.above))
        return {};
    return Fd{::open(place.above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

bool is_ours(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && ours(status);
}

// Nothing is made in the house of somebody else.
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
} // namespace

Fd open_session_directory(const std::string& path) {
    const auto place = place_of(path);
    if (!place)
        return {};
    const Fd above = open_above(*place);
    const Fd parent = above.valid() ? open_at(above.get(), place->parent.c_str(), ours_to_write) : Fd();
    return parent.valid() ? open_at(parent.get(), place->name.c_str(), ours_alone) : Fd();
}

Fd make_session_directory(const std::string& path) {
    const auto place = place_of(path);
    struct stat status{};
    if (!place || !way_is_safe(place->above) ||
        (::stat(place->above.c_str(), &status) != 0 && !make_above(place->above)))
        return {};
    const Fd above = open_above(*place);
    if (!above.valid())
        return {};
    const bool may_make = ::fstat(above.get(), &status) == 0 && ours(status);
    const Fd parent = (may_make ? make_at : open_at)(above.get(), place->parent.c_str(), ours_to_write);
    return parent.valid() ? make_at(parent.get(), place->name.c_str(), ours_alone) : Fd();
}

} // namespace posthaste::net
