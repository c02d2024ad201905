// SPDX-License-Identifier: MIT
#include "lone_group.hpp"

#include <string_view>
#include <vector>

namespace posthaste::config {

namespace {

// A group with more members than this has room for is none of one.
constexpr std::size_t room = 16384;

} // namespace

bool is_of_one(const group& entry, const passwd& user) noexcept {
    const std::string_view name = user.pw_name;
    if (user.pw_gid != entry.gr_gid || name != entry.gr_name)
        return false;
    for (char** member = entry.gr_mem; member != nullptr && *member != nullptr; ++member) {
        if (name != *member)
            return false;
    }
    return true;
}

bool is_lone_group(gid_t id) {
    std::vector<char> group_room(room);
    std::vector<char> user_room(room);
    group entry{};
    group* found = nullptr;
    if (::getgrgid_r(id, &entry, group_room.data(), room, &found) != 0 || found == nullptr)
        return false;
    passwd user{};
    passwd* namesake = nullptr;
    if (::getpwnam_r(entry.gr_name, &user, user_room.data(), room, &namesake) != 0 || namesake == nullptr)
        return false;
    return is_of_one(entry, user);
}

} // namespace posthaste::config
