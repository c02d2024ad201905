// SPDX-License-Identifier: MIT
#include <posthaste/delivery/local.hpp>

#include <cerrno>
#include <fmt/format.h>
#include <pwd.h>
#include <vector>

namespace posthaste::delivery {

namespace {

// What getpwnam_r(3) may answer where there is no such entry; anything else is trouble.
bool means_none(int code) noexcept {
    return code == 0 || code == ENOENT || code == ESRCH || code == EBADF || code == EPERM;
}

} // namespace

Result<std::optional<LocalUser>> SystemUserDirectory::find(const std::string& name) const {
    constexpr std::size_t limit = 1024UL * 1024;
    for (std::vector<char> buffer(1024); buffer.size() <= limit; buffer.resize(buffer.size() * 2)) {
        passwd entry{};
        passwd* found = nullptr;
        const int failed = ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
        if (failed == ERANGE)
            continue;
        if (found != nullptr)
            return LocalUser{entry.pw_name, entry.pw_dir, entry.pw_uid, entry.pw_gid};
        if (means_none(failed))
            return std::nullopt;
        return fail_errno(ErrorKind::io, fmt::format("cannot look up the user \"{}\"", name), failed);
    }
    return fail(ErrorKind::io, fmt::format("the entry of the user \"{}\" is too large", name));
}

} // namespace posthaste::delivery
