// SPDX-License-Identifier: MIT
#include <posthaste/delivery/local.hpp>

#include <cerrno>
#include <pwd.h>
#include <vector>

namespace posthaste::delivery {

std::optional<LocalUser> SystemUserDirectory::find(const std::string& name) const {
    constexpr std::size_t limit = 1024UL * 1024;
    for (std::vector<char> buffer(1024); buffer.size() <= limit; buffer.resize(buffer.size() * 2)) {
        passwd entry{};
        passwd* found = nullptr;
        const int failed = ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
        if (failed == ERANGE)
            continue;
        if (failed != 0 || found == nullptr)
            return std::nullopt;
        return LocalUser{entry.pw_name, entry.pw_dir, entry.pw_uid, entry.pw_gid};
    }
    return std::nullopt;
}

} // namespace posthaste::delivery
